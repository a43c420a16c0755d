"""Forms of notices: how one wants to be told, and the filter of the queue."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, SelectChoice, SelectField

from portal.notifications.rules import JOB_LABELS, LABELS, Channel, NoticeKind
from portal.web.fields import FilterForm, PortalForm


class PreferencesForm(PortalForm):
    """One choice for each kind of notice; the fields are added below from the list of kinds."""

    def choices_made(self) -> dict[NoticeKind, Channel]:
        """Return the channel of each kind."""
        return {kind: Channel(self[kind.value].data) for kind in LABELS}


for _kind, _label in LABELS.items():
    setattr(
        PreferencesForm,
        _kind.value,
        RadioField(
            lazy_gettext(_label),
            choices=[
                SelectChoice(Channel.INBOX.value, lazy_gettext("ในระบบเท่านั้น")),
                SelectChoice(Channel.EMAIL.value, lazy_gettext("ในระบบและอีเมล")),
            ],
        ),
    )


def preferences_form(chosen: Mapping[NoticeKind, Channel]) -> PreferencesForm:
    """Return the form with what the person has chosen."""
    return PreferencesForm(data={kind.value: channel.value for kind, channel in chosen.items()})


class QueueFilter(FilterForm):
    """Which jobs the administrator looks at."""

    kind = SelectField(lazy_gettext("ชนิดงาน"), choices=[])


def queue_filter(kinds: list[str]) -> QueueFilter:
    """Return the filter with the kinds there are; a kind that is not among them means all."""
    form = QueueFilter()
    known = (SelectChoice(kind, job_label(kind)) for kind in kinds)
    form.kind.choices = [SelectChoice("", gettext("ทุกชนิด")), *known]
    if form.kind.data not in kinds:
        form.kind.data = ""
    return form


def job_label(kind: str) -> str:
    """Return what a kind of deferred work is called; its own name where nobody has named it."""
    return gettext(JOB_LABELS[kind]) if kind in JOB_LABELS else kind
