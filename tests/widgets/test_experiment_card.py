from __future__ import annotations

from datetime import date

import pytest

from vsm_toolkit.program.experiment import SystemicExperiment
from vsm_toolkit.widgets.experiment_card import FIELDS, ExperimentCard


class Kept:
    def __init__(self):
        self.experiment = SystemicExperiment()
        self.panel = ExperimentCard(lambda: self.experiment, self.keep)

    def keep(self, experiment):
        self.experiment = experiment

    def type(self, field, text):
        self.panel.change("experiment", "experiment", field, text)

    def words(self):
        return " ".join(
            item for block in self.panel.widget.content if block["type"] == "lines" for item in block["items"]
        )


def test_every_field_of_an_experiment_is_on_the_card():
    assert {field.name for field in FIELDS} == set(SystemicExperiment.model_fields)


def test_a_field_is_kept_when_it_is_left_and_can_be_emptied():
    kept = Kept()
    kept.type("what", "Pull reviews daily")
    kept.type("look_again_on", "2027-01-15")
    cells = kept.panel.widget.content[2]["rows"][0]["cells"]

    assert (kept.experiment.what, kept.experiment.look_again_on) == ("Pull reviews daily", date(2027, 1, 15))
    assert (cells["what"]["value"], cells["look_again_on"]["saved"]) == ("Pull reviews daily", True)

    kept.type("look_again_on", "")
    kept.type("what", "")
    assert kept.experiment == SystemicExperiment()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [("first_step_by", "soon", "is no date"), ("what", "x" * 3_000, "too long"), ("nothing", "x", "has no field")],
)
def test_what_cannot_be_read_is_said_and_what_was_kept_stays(field, typed, said):
    kept = Kept()
    kept.type("what", "Pull reviews daily")
    kept.type(field, typed)

    assert said in " ".join(kept.panel.problems())
    assert kept.experiment == SystemicExperiment(what="Pull reviews daily")
    assert len(kept.panel.errors) == 0


def test_the_card_says_what_is_missing_until_nothing_is():
    kept = Kept()
    assert "Still missing: what is tried, which role owns it" in kept.words()

    for field in FIELDS:
        kept.type(field.name, "2027-01-15" if field.kind == "date" else "x")
    assert "Complete." in kept.words()
