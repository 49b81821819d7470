"""What is kept of a picture: what it shows, upright and within bounds, and nothing that the camera wrote beside it."""

import io
import struct
import zlib

import pytest
from PIL import Image

from forum.core.errors import Invalid
from forum.images.preparing import BYTES_MAX, Prepared, prepare
from tests.support.pictures import ON_ITS_SIDE, photo


def opened(prepared: Prepared) -> Image.Image:
    return Image.open(io.BytesIO(prepared.data))


def chunks(data: bytes) -> set[bytes]:
    """The names of the parts of a WebP file."""
    found, place = set(), 12
    while place < len(data):
        found.add(data[place : place + 4])
        place += 8 + struct.unpack("<I", data[place + 4 : place + 8])[0]
        place += place % 2
    return found


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def test_place_time_and_camera_are_gone_and_the_picture_stands_upright() -> None:
    sent = photo(640, 480, turned=ON_ITS_SIDE)
    assert b"Acme Phone of Ada" in sent
    kept = prepare(sent)
    assert (kept.width, kept.height) == opened(kept).size == (480, 640)
    assert kept.name.endswith("-480x640.webp")
    assert chunks(kept.data) == {b"VP8 "}
    assert b"Ada" not in kept.data
    # Its left half, which was red, is on top now.
    above, below = (opened(kept).convert("RGB").getpixel((240, y)) for y in (100, 540))
    assert isinstance(above, tuple)
    assert isinstance(below, tuple)
    assert above[0] > 200 > 60 > above[2]
    assert below[2] > 200 > 60 > below[0]


def test_a_large_picture_is_scaled_down_and_a_small_one_is_not() -> None:
    for size, wanted in (((4000, 3000), (1600, 1200)), ((1080, 4800), (540, 2400)), ((40, 30), (40, 30))):
        kept = prepare(photo(*size))
        assert opened(kept).size == (kept.width, kept.height) == wanted


def test_every_kind_that_browsers_show_is_taken() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        assert opened(prepare(photo(kind=kind))).format == "WEBP"
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    kept = opened(prepare(saved(frames[0], "GIF", save_all=True, append_images=frames[1:])))
    assert getattr(kept, "n_frames", 1) == 1
    assert kept.convert("RGB").getpixel((5, 5)) == (255, 0, 0) or kept.convert("RGB").getpixel((5, 5)) == (254, 0, 0)


def test_a_screenshot_stays_sharp_to_the_pixel_and_lets_through_what_it_let_through() -> None:
    picture = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    picture.putpixel((7, 7), (1, 2, 3, 255))
    kept = opened(prepare(saved(picture, "PNG")))
    assert kept.mode == "RGBA"
    assert kept.getpixel((7, 7)) == (1, 2, 3, 255)
    assert kept.getpixel((9, 9))[3] == 0  # type: ignore[index] # a pixel of four bands


def bomb(side: int) -> bytes:
    """A PNG of some kilobytes that says it is `side` pixels wide and high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "code", "advice"),
    [
        (b"", "required", "Choose a picture"),
        (b"Not a picture at all.", "kind", "Send a JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "kind", "Send a JPEG"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "heic", "Most Compatible"),
        (b"\0\0\0\x18ftypavif" + bytes(100), "kind", "Send a JPEG"),
        (photo()[:400], "damaged", "take the picture again"),
        (bomb(50_000), "too_large", "Make it smaller"),
        (bytes(BYTES_MAX + 1), "too_long", "15 megabytes"),
    ],
    ids=["nothing", "text", "svg", "heic", "avif", "cut off", "bomb", "too long"],
)
def test_what_cannot_be_kept_says_what_to_do(data: bytes, code: str, advice: str) -> None:
    with pytest.raises(Invalid) as caught:
        prepare(data)
    (error,) = caught.value.errors
    assert (error.field, error.code) == ("file", code)
    assert advice in str(error.message)


def test_names_are_made_up_and_tell_nothing_but_the_size() -> None:
    one, other = prepare(photo()), prepare(photo())
    assert one.name != other.name
    assert one.sha256 == other.sha256
