"""`planseam --help` must not import what only a check needs (the time itself is for the benchmark)."""

import subprocess
import sys


def test_help_loads_no_heavy_library():
    code = (
        "import sys; sys.argv = ['planseam', '--help']\n"
        "from planseam.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print({'geopandas', 'shapely', 'pandas', 'numpy', 'pydantic', 'folium', 'jinja2'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "run" in done.stdout
    assert done.stdout.strip().endswith("set()")
