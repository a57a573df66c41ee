import subprocess
import sys


def test_importing_the_package_does_not_load_altair():
    code = "import sys, vsm_toolkit.charts; print('altair' in sys.modules, 'vl_convert' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert answer.split() == ["False", "False"]
