"""Weights: points of 100, sums, and every mismatch named."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.errors import RuleBroken
from portal.performance import FRAMEWORK_2563
from portal.performance.rules import Basis, DimensionWeight, IndicatorWeight, read_framework, weigh


def framework() -> dict:
    """The packaged framework, parsed afresh so that a test may spoil it."""
    return yaml.safe_load(FRAMEWORK_2563.read_text(encoding="utf-8"))


def dimension(weight: str = "100", code: str = "D1", no: int = 1) -> DimensionWeight:
    return DimensionWeight(code, no, "ด้านทดสอบ", Decimal(weight))


def indicator(code: str, weight: str | None, basis: Basis, parent: str | None = None, **changes) -> IndicatorWeight:
    return IndicatorWeight(
        code, "D1", None if weight is None else Decimal(weight), basis, parent, **({"label": code} | changes)
    )


def points(found) -> dict[str, Decimal]:
    return {code: effective.points for code, effective in found.effective.items()}


def test_weights_of_2563_add_up() -> None:
    weights = read_framework(framework()).weights
    assert {code: total.found for code, total in weights.dimensions.items()} == {"D1": 60, "D2": 10, "D3": 20, "D4": 10}
    assert weights.total == 100
    assert weights.levels == (100, 70, 24)
    assert weights.mismatches == ()


def test_weights_of_2563_points() -> None:
    weights = read_framework(framework()).weights
    assert points(weights) == {
        "D1.0": 60,
        **{f"D1.N{no}": 12 for no in range(1, 6)},
        **dict.fromkeys(("D1.N1.1", "D1.N1.2", "D1.N3.1", "D1.N3.2"), 6),
        "D2.1": 7,
        "D2.2": 3,
        "D2.2.1": Decimal("1.5"),
        "D2.2.2": Decimal("1.5"),
        "D3.1B": 7,
        "D3.2": 7,
        "D3.2.1": Decimal("3.5"),
        "D3.2.2": Decimal("3.5"),
        "D3.3": 6,
        "D4.1": 6,
        "D4.2": 4,
    }
    unconfirmed = {code for code, effective in weights.effective.items() if effective.is_unconfirmed}
    assert unconfirmed == {"D1.N1.1", "D1.N1.2", "D1.N3.1", "D1.N3.2", "D3.2.1", "D3.2.2"}


def test_printed_dimension_two_of_60_is_named() -> None:
    data = framework()
    data["dimensions"][1]["weight"] = 60
    assert problems(data) == [
        "น้ำหนักของทุกมิติรวมกันได้ 60 + 60 + 20 + 10 = 150 ต้องได้ 100",
        "มิติที่ 2 ด้านประสิทธิภาพของการปฏิบัติราชการ กำหนดน้ำหนักไว้ 60 แต่ตัวชี้วัดในมิตินี้รวมกันได้ 10",
    ]


def test_printed_five_twenties_as_points_are_named() -> None:
    data = framework()
    for row in data["indicators"]:
        if row.get("negotiated"):
            row["weight_basis"] = "total"
    assert problems(data) == [
        "ตัวชี้วัดย่อยของ ร้อยละความสำเร็จของแผนปฏิบัติราชการประจำปีของหน่วยงาน รวมกันได้ 100 คะแนน "
        "ขณะที่ทั้งข้อมีเพียง 60 คะแนน จึงเป็นคะแนนของคำรับรองทั้งฉบับไม่ได้ แต่เป็นร้อยละของตัวชี้วัดหลักได้"
    ]


def test_printed_subtotals_with_wrong_number_or_points_are_named() -> None:
    data = framework()
    data["printed_subtotals"] = [
        {"under": "D1", "number": 1, "weight": 60},
        {"under": "D2", "number": 2, "weight": 60},
        {"under": "D3", "number": 3, "weight": 20},
        {"under": "D4", "number": 3, "weight": 10},
    ]
    assert problems(data) == [
        "บรรทัดรวมของมิติที่ 2 พิมพ์ว่า 60 แต่ตัวชี้วัดในมิตินี้รวมกันได้ 10",
        "บรรทัดรวมใต้มิติที่ 4 พิมพ์ว่ามิติที่ 3",
    ]


def problems(data: dict) -> list[str]:
    with pytest.raises(RuleBroken) as refused:
        read_framework(data)
    return str(refused.value).split("น้ำหนักไม่ลงตัว: ")[1].split(" · ")


def test_weights_with_both_substitutes_in_use_are_named() -> None:
    found = weigh(
        [dimension()],
        [
            indicator("a", "50", Basis.TOTAL, group="g"),
            indicator("b", "50", Basis.TOTAL, group="g"),
        ],
    )
    assert [str(each) for each in found.mismatches] == ["ตัวชี้วัดทดแทนกัน a, b ต้องใช้เพียงข้อเดียว ขณะนี้ใช้ 2 ข้อ"]


def test_substitute_not_applied_counts_nothing() -> None:
    found = weigh(
        [dimension()],
        [
            indicator("a", "100", Basis.TOTAL, group="g"),
            indicator("b", None, Basis.NONE, group="g", applies=False),
            indicator("b.1", "100", Basis.PARENT, "b", applies=False),
        ],
    )
    assert (points(found), found.mismatches) == ({"a": 100}, ())


def test_children_as_percent_not_reaching_100_are_named() -> None:
    found = weigh(
        [dimension()],
        [
            indicator("a", "100", Basis.TOTAL),
            indicator("a.1", "50", Basis.PARENT, "a"),
            indicator("a.2", "40", Basis.PARENT, "a"),
        ],
    )
    assert [str(each) for each in found.mismatches] == [
        "ตัวชี้วัดย่อยของ a คิดเป็นร้อยละของตัวชี้วัดหลัก รวมกันได้ร้อยละ 90 ต้องได้ร้อยละ 100"
    ]


def test_children_printed_as_thirds_are_within_tolerance() -> None:
    found = weigh(
        [dimension()],
        [indicator("a", "100", Basis.TOTAL), *(indicator(f"a.{n}", "33.33", Basis.PARENT, "a") for n in range(3))],
    )
    assert found.mismatches == ()


def test_children_without_figures_share_what_the_others_leave() -> None:
    found = weigh(
        [dimension()],
        [
            indicator("a", "100", Basis.TOTAL),
            indicator("a.1", "40", Basis.TOTAL, "a"),
            indicator("a.2", None, Basis.NONE, "a"),
            indicator("a.3", None, Basis.NONE, "a"),
            indicator("a.2.1", "100", Basis.PARENT, "a.2"),
        ],
    )
    assert points(found) == {"a": 100, "a.1": 40, "a.2": 30, "a.3": 30, "a.2.1": 30}
    assert {code for code, each in found.effective.items() if each.is_unconfirmed} == {"a.2", "a.3", "a.2.1"}
    assert found.mismatches == ()


def test_three_equal_shares_are_exact() -> None:
    found = weigh([dimension()], [indicator(f"a{no}", None, Basis.NONE) for no in range(3)])
    assert sum(each.exact for each in found.effective.values()) == 100


@st.composite
def trees(draw) -> list[IndicatorWeight]:
    """A right framework: shares of every node are cut into parts that add up, or left blank."""
    rows: list[IndicatorWeight] = []

    def cut(parent: str | None, whole: Fraction, depth: int) -> None:
        count = draw(st.integers(1, 4))
        basis = draw(st.sampled_from([Basis.TOTAL, Basis.PARENT, Basis.NONE]))
        sizes = draw(st.lists(st.integers(1, 50), min_size=count, max_size=count))
        for place, size in enumerate(sizes):
            code = f"{parent or 'I'}.{place}"
            pct = Fraction(size * 100, sum(sizes))
            share = {Basis.TOTAL: whole * pct / 100, Basis.PARENT: pct}.get(basis)
            weight = None if share is None else Decimal(share.numerator) / Decimal(share.denominator)
            rows.append(IndicatorWeight(code, "D1", weight, basis, parent, label=code))
            if depth and draw(st.booleans()):
                cut(code, whole * pct / 100 if share is not None else whole / count, depth - 1)

    cut(None, Fraction(100), 2)
    return rows


@settings(max_examples=40, deadline=None)
@given(trees())
def test_points_of_leaves_sum_to_100(rows: list[IndicatorWeight]) -> None:
    found = weigh([dimension()], rows)
    parents = {row.parent for row in rows}
    leaves = sum(each.exact for code, each in found.effective.items() if code not in parents)
    assert abs(leaves - 100) < Fraction(1, 10**9)
    assert found.mismatches == ()


@settings(max_examples=40, deadline=None)
@given(trees(), st.data())
def test_one_figure_changed_is_noticed(rows: list[IndicatorWeight], data) -> None:
    figured = [place for place, row in enumerate(rows) if row.weight is not None]
    if not figured:
        return
    place = data.draw(st.sampled_from(figured))
    row = rows[place]
    rows[place] = IndicatorWeight(row.code, "D1", row.weight + 5, row.basis, row.parent, label=row.code)
    assert weigh([dimension()], rows).mismatches != ()
