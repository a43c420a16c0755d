"""Static files: copied once into instance/ with compressed twins, served by WhiteNoise with a year of caching.

The address carries the file's digest, so a changed file has a new address.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

YEAR_SECONDS = 31_536_000


def init_app(app: Flask, source: Path, instance: Path) -> None:
    """Serve `source` under /static/ and give templates `static_url(name)`."""
    digests = {
        str(path.relative_to(source)): hashlib.sha256(path.read_bytes()).hexdigest()[:10]
        for path in sorted(source.rglob("*"))
        if path.is_file()
    }
    folder = _prepared(source, instance, digests)
    app.wsgi_app = WhiteNoise(app.wsgi_app, root=folder, prefix="static/", max_age=YEAR_SECONDS)  # type: ignore[method-assign]

    def static_url(name: str) -> str:
        return f"/static/{name}?v={digests[name]}"

    app.jinja_env.globals["static_url"] = static_url


def _prepared(source: Path, instance: Path, digests: dict[str, str]) -> Path:
    """Return the folder of prepared files for exactly this content, made on first use."""
    version = hashlib.sha256(repr(sorted(digests.items())).encode()).hexdigest()[:12]
    target = instance / "static" / version
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=target.parent))
    compressor = Compressor(use_brotli=False, quiet=True)
    for name in digests:
        copy = work / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, copy)
        if compressor.should_compress(name):
            list(compressor.compress(str(copy)))
    work.chmod(0o755)
    try:
        work.rename(target)
    except OSError:  # another process was faster
        shutil.rmtree(work)
    return target
