"""The picture of the report in README.md: the top of a profile in headless Chromium at 1,400 px, with few colours so that it stays small.

Usage: .venv/bin/uv run --no-project --with pillow tools/picture.py demo-SLB/profile.html docs/img/profile-slb.png
Needs Chromium on PATH. Facts: none.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

WIDTH, HEIGHT, COLOURS, MOST_BYTES = 1400, 1050, 160, 250_000


def take(page: Path, picture: Path) -> int:
    """Write the picture, and give its size in bytes."""
    from PIL import Image

    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("no Chromium on PATH; install it, on Debian with: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.png"
        headless = ["--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu", f"--user-data-dir={folder}/user"]
        shot = [f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={raw}", page.absolute().as_uri()]
        subprocess.run([browser, *headless, *shot], check=True, capture_output=True)
        picture.parent.mkdir(parents=True, exist_ok=True)
        Image.open(raw).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)
    return picture.stat().st_size


if __name__ == "__main__":
    written = take(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"{sys.argv[2]}: {written:,} bytes")
    sys.exit(written > MOST_BYTES)
