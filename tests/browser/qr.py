"""What a phone's camera does: read the QR code from a picture of the screen."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import segno
from PIL import Image
from segno import consts

Matrix = list[list[int]]
MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda row, col: (row + col) % 2 == 0,
    lambda row, col: row % 2 == 0,
    lambda row, col: col % 3 == 0,
    lambda row, col: (row + col) % 3 == 0,
    lambda row, col: (row // 2 + col // 3) % 2 == 0,
    lambda row, col: row * col % 2 + row * col % 3 == 0,
    lambda row, col: (row * col % 2 + row * col % 3) % 2 == 0,
    lambda row, col: ((row + col) % 2 + row * col % 3) % 2 == 0,
)
# places of the fifteen bits around the upper left corner, the highest first
FORMAT = [(8, col) for col in (0, 1, 2, 3, 4, 5, 7, 8)] + [(row, 8) for row in (7, 5, 4, 3, 2, 1, 0)]
LEVELS = {1: "L", 0: "M", 3: "Q", 2: "H"}
BYTES = 0b0100


def read_qr(picture: bytes) -> str:
    """Return the text of the code in the picture (PNG) of the code alone.

    The text is encoded anew and every square compared, so that not one of them is wrong, correction words included.
    """
    matrix = _squares(picture)
    version = (len(matrix) - 17) // 4
    level, mask = _format(matrix)
    words = _words(matrix, version, mask)
    bits = "".join(f"{word:08b}" for word in _in_order(words, consts.ECC[version][level]))
    assert int(bits[:4], 2) == BYTES, "only text in bytes is read"
    counter = 8 if version < 10 else 16
    length, start = int(bits[4 : 4 + counter], 2), 4 + counter
    text = bytes(int(bits[at : at + 8], 2) for at in range(start, start + 8 * length, 8)).decode()
    again = segno.make(text, version=version, error=LEVELS[level], mask=mask, boost_error=False, micro=False)
    assert [list(row) for row in again.matrix] == matrix, "a square differs"
    return text


def _squares(picture: bytes) -> Matrix:
    """Return dark (1) and light (0) squares, by the middle of each."""
    image = Image.open(io.BytesIO(picture)).convert("L").point(lambda grey: 255 if grey < 128 else 0)
    box = image.getbbox()
    assert box is not None, "nothing dark in the picture"
    image = image.crop(box)
    row = [image.getpixel((x, 1)) for x in range(image.width)]
    side = image.width / (row.index(0) / 7)  # the corner's upper edge is seven squares long
    count = round((side - 17) / 4) * 4 + 17
    size = image.width / count

    def dark(row: int, col: int) -> int:
        return int(image.getpixel((int((col + 0.5) * size), int((row + 0.5) * size))) == 255)

    return [[dark(row, col) for col in range(count)] for row in range(count)]


def _format(matrix: Matrix) -> tuple[int, int]:
    """Return the level of correction and the mask."""
    bits = int("".join(str(matrix[row][col]) for row, col in FORMAT), 2)
    index = list(consts.FORMAT_INFO).index(bits)
    return index >> 3, index & 7


def _words(matrix: Matrix, version: int, mask: int) -> list[int]:
    """Return the words in the order they were drawn: column pairs from the right, up and down in turn."""
    count = len(matrix)
    drawn = (place for place in _path(count) if _is_data(*place, count, version))
    bits = "".join(str(matrix[row][col] ^ MASKS[mask](row, col)) for row, col in drawn)
    return [int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8)]


def _is_data(row: int, col: int, count: int, version: int) -> bool:
    """Return whether the square carries data: not the corners, the dotted lines, the small squares, the version."""
    end = count - 8
    if row == 6 or col == 6 or (row < 9 and (col < 9 or col >= end)) or (row >= end and col < 9):
        return False
    if version >= 7 and ((row < 6 and col >= end - 3) or (col < 6 and row >= end - 3)):
        return False
    middles = consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    corners = {(6, 6), (6, middles[-1]), (middles[-1], 6)} if middles else set()
    return not any(abs(row - y) <= 2 and abs(col - x) <= 2 for y in middles for x in middles if (y, x) not in corners)


def _path(count: int) -> Iterator[tuple[int, int]]:
    upward = True
    for right in (*range(count - 1, 6, -2), 5, 3, 1):
        for row in range(count - 1, -1, -1) if upward else range(count):
            yield row, right
            yield row, right - 1
        upward = not upward


def _in_order(words: list[int], blocks: tuple[consts.EC, ...]) -> list[int]:
    """Return the data words; those of several blocks stand in turn."""
    lengths = [block.num_data for block in blocks for _ in range(block.num_blocks)]
    found: list[list[int]] = [[] for _ in lengths]
    queue = iter(words)
    for at in range(max(lengths)):
        for block, length in zip(found, lengths, strict=True):
            if at < length:
                block.append(next(queue))
    return [word for block in found for word in block]
