import subprocess
import sys
from importlib import import_module

import pytest

from vsm_toolkit import charts


def test_importing_the_package_does_not_load_altair():
    code = "import sys, vsm_toolkit.charts; print('altair' in sys.modules, 'vl_convert' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert answer.split() == ["False", "False"]


@pytest.mark.parametrize("name", charts.__all__)
def test_every_name_it_lists_can_be_called(name):
    assert callable(getattr(charts, name))


def test_importing_a_file_does_not_hide_the_function_of_the_same_name():
    import_module("vsm_toolkit.charts.map_diagram")

    assert charts.map_diagram.__name__ == "map_diagram"
    assert callable(charts.map_diagram)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'pie_chart'"):
        charts.pie_chart  # noqa: B018
