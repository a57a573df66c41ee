"""The facilitation script: aim, minutes, people, questions and traps of every session, as data."""

from __future__ import annotations

from dataclasses import dataclass

from vsm_toolkit.errors import UsageError


@dataclass(frozen=True, slots=True)
class Timebox:
    """One block of an agenda.

    Attributes
    ----------
    minutes : int
        Planned length.
    silent : bool
        Whether everybody writes alone first, so that seniority does not set the numbers.
    """

    name: str
    minutes: int
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question to say aloud, and what it is good for.

    Attributes
    ----------
    to : str
        Whom to ask, ``""`` for everybody.
    """

    ask: str
    why: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class SessionScript:
    """What a coach needs to run one session.

    Attributes
    ----------
    notebook : str
        ``"00"`` to ``"07"`` or ``"orientation"``.
    room : str
        Who must be there.
    prompts : tuple of Prompt
        In the order to ask them.
    write_first : str
        What everybody writes in silence before anybody speaks.
    aloud : tuple of str
        Exit checks that only the room can answer; the others are computed.
    saves : str
        What the session leaves behind.
    traps : tuple of str
        What usually goes wrong.
    """

    notebook: str
    title: str
    aim: str
    room: str
    blocks: tuple[Timebox, ...]
    prompts: tuple[Prompt, ...]
    write_first: str
    aloud: tuple[str, ...]
    saves: str
    traps: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """Length of the session, minutes."""
        return sum(block.minutes for block in self.blocks)


ROOM_RULES = (
    "We are looking at the road, not the drivers. Nobody will be named.",
    "Silent first, talk second: everybody writes alone before anybody speaks.",
    "A range before a number. If two ranges do not meet, you describe two kinds of item: split or choose.",
    "Look one up: one real ticket beats five opinions.",
    "Two minutes' extra at most, then it goes to the parking lot.",
    "The other team would map us the same way: what would they say?",
)
"""What is said at the start of every session."""


@dataclass(frozen=True, slots=True)
class ReadinessQuestion:
    """One of the five organisational attributes, with what earns a 2 and what to do about a 0."""

    key: str
    attribute: str
    question: str
    earns_two: str
    if_zero: str


READINESS = (
    ReadinessQuestion(
        "R1",
        "DevOps is seen as more than pipeline tools",
        "Name something you would change here that is not a tool.",
        "a manager names a policy, a queue or a team boundary",
        "show a sample map: building is a small part of its lead time",
    ),
    ReadinessQuestion(
        "R2",
        "Managers are prepared: the team is pushed toward autonomy and in the Dojo's care for its stay",
        "What may this team decide alone for six weeks?",
        "a written list of at least three decisions",
        "hold the charter until there is one",
    ),
    ReadinessQuestion(
        "R3",
        "Coaches are trusted to work for everyone's good, not only the team's",
        "Who outside the team could lose from this map, and who talks to them?",
        "a named contact role in each neighbouring team",
        "invite the two most-named neighbours to session 01",
    ),
    ReadinessQuestion(
        "R4",
        "Open to realignment insights from the team, whatever today's alignment",
        "If the map says a step belongs elsewhere, who wants to hear it?",
        "a role that will receive asks, and a date",
        "agree the receiver before session 06",
    ),
    ReadinessQuestion(
        "R5",
        "Architecture is becoming a skill rather than a role",
        "Who may change an interface, and how do they learn to?",
        "a recent design decision made in a team",
        "put one design decision into the team's list of R2",
    ),
)
"""A conversation record, not a gate; never published per manager."""


_CHARTER = SessionScript(
    notebook="00",
    title="Orientation and readiness",
    aim="Agree why we map, what is in scope, and whether the ground is fit.",
    room="team, product owner, manager, coach; the sponsor for the last 15 minutes",
    blocks=(
        Timebox("Why and how", 5),
        Timebox("What would be true in six weeks", 5, silent=True),
        Timebox("Outcome and scope", 15),
        Timebox("Readiness", 10),
        Timebox("Read back with the sponsor", 10),
    ),
    prompts=(
        Prompt("What would be true in six weeks that is not true now? Give me a number and a date.", "the outcome"),
        Prompt("Which kind of request shall we follow, and which not?", "one item type, one map"),
        Prompt("What starts the clock? Who says “now I have it”?", "trigger and end"),
        Prompt(
            "Someone will say developers should stay heads-down and let architects and release leads see the whole: "
            "what do we answer here?",
            "why the whole team maps",
        ),
        Prompt("Which two finished items can we look up from start to end?", "evidence for session 02"),
    ),
    write_first="One sentence: what would be true in six weeks, with a number and a date.",
    aloud=("The sponsor repeats the outcome in their own words.",),
    saves="the charter: outcome, scope, decision rights, readiness",
    traps=(
        "“Improve everything.”",
        "Choosing the biggest project.",
        "A stream that ends at deployment: support is in scope.",
    ),
)

_MAP = SessionScript(
    notebook="01",
    title="Map",
    aim="5 to 15 steps from idea to support on one page, each with its team.",
    room="everyone who touches the item",
    blocks=(
        Timebox("Why, rules, one item to follow", 15),
        Timebox("Steps, each on their own", 25, silent=True),
        Timebox("Order and merge", 40),
        Timebox("Teams and stages", 25),
        Timebox("Walk it", 15),
    ),
    prompts=(
        Prompt("Start at the customer's hands and walk backwards: what had to be done just before?", "order"),
        Prompt("Who had it in their hands?", "one team per step"),
        Prompt("What would have to be asked again tomorrow if they were on holiday?", "hidden handoffs"),
        Prompt("Where does it split, and must both finish?", "branches"),
        Prompt("Where does it come back to?", "rework loops; no numbers yet"),
        Prompt("What happens after release: who answers the first ticket?", "support belongs to the stream"),
    ),
    write_first="The steps you know, one per line, verb and noun; no numbers.",
    aloud=("Someone who is not in the team tells the story from the picture alone.",),
    saves="the structure of the map: steps, teams, edges, loops",
    traps=(
        "Mapping the official process.",
        "40 steps.",
        "One box “development” for what everybody knows least about.",
        "Two item types on one map.",
        "Solving on the way: that goes to the parking lot.",
    ),
)

_MEASURE = SessionScript(
    notebook="02",
    title="Measure",
    aim="Wait, process time, %C&A and people for each step, with a range and how it is known.",
    room="as in session 01; the receiver of each step must be there",
    blocks=(
        Timebox("Definitions", 10),
        Timebox("Numbers, each on their own", 20, silent=True),
        Timebox("Step by step, four minutes each at most", 45),
        Timebox("Totals and read-back", 15),
    ),
    prompts=(
        Prompt("Last three items: how long between “ready for you” and “I started”?", "wait"),
        Prompt("If nobody disturbed you, how long is the work?", "process time"),
        Prompt("Fastest and slowest you would not be surprised by?", "the range"),
        Prompt("Of the last ten, how many could you use as they came?", "%C&A", "the receiver"),
        Prompt("When it comes back, how much do you redo: a quarter, all?", "rework"),
        Prompt("Is this queue 20 cards? At five a week that is four weeks: which number is wrong?", "the queue check"),
    ),
    write_first="For your own steps: wait and work, fastest, usual and slowest.",
    aloud=("Read back “from start to end takes so long, of which so much is work”: does that feel right?",),
    saves="the baseline map, frozen",
    traps=(
        "Averaging a bug with a feature.",
        "Measuring people.",
        "“2 days” meaning effort.",
        "Producers grading themselves.",
        "Weekends.",
        "Hunting for a number for an hour: park it and grade it guess.",
    ),
)

_DEPENDENCIES = SessionScript(
    notebook="03",
    title="Call out dependencies",
    aim="Whom we rely on and who relies on us: hard or soft, how it is felt, how often, how long.",
    room="team; leads of the three to five most-named providers for 30 minutes",
    blocks=(
        Timebox("What a dependency is", 10),
        Timebox("Names, each on their own", 20, silent=True),
        Timebox("Row by row with the providers", 30),
        Timebox("Choose one to soften", 15),
    ),
    prompts=(
        Prompt("Whose calendar decides ours?", "find the provider"),
        Prompt(
            "If they all went on holiday, would we stop, crawl or not notice?", "blocking, slowing or OK", "the team"
        ),
        Prompt(
            "Must it exist before we can ship, or before it is fully useful? Could a flag make it soft?", "strength"
        ),
        Prompt("What do we have that they wait for?", "incoming dependencies", "the providers"),
        Prompt("Last time: how long, and how often per item?", "frequency and wait"),
        Prompt("Is it knowledge, a process, or a thing?", "kind"),
        Prompt("Are we collaborating, buying a service, being helped, or is it undefined?", "interaction"),
    ),
    write_first="Three teams we wait for, and one team that waits for us.",
    aloud=("Each provider in the room has said what they would need from us.",),
    saves="the dependencies",
    traps=(
        "Listing systems instead of teams.",
        "Everything is blocking.",
        "Forgetting what we block.",
        "Counting the same wait twice.",
    ),
)

_HANDOFFS = SessionScript(
    notebook="04",
    title="Handoffs and empowerment",
    aim="For each crossing: what it costs, why it exists, and whose it is to change.",
    room="team, manager, giver and receiver of each crossing; at least one owner of a rule",
    blocks=(
        Timebox("What a handoff is", 5),
        Timebox("Whose is it? Each on their own", 5, silent=True),
        Timebox("Walk the crossings", 35),
        Timebox("Classify with the three questions", 30),
        Timebox("Choose", 15),
    ),
    prompts=(
        Prompt("Send it back to me: what is missing?", "what a handoff loses", "the receiver"),
        Prompt("How long to write it, how long to read it, how often do you ask?", "transfer labour"),
        Prompt("What risk is this step there for? Would the risk owner accept another control?", "the reason"),
        Prompt("Could we drop it next sprint and tell people after?", "yes: empowered"),
        Prompt("Who decides? Would they see us within two weeks?", "yes: influence"),
        Prompt("Else: who owns the rule that makes it exist?", "not empowered; a role, or “unknown”"),
        Prompt("If the same people did both sides, how much of the wait would be left?", "residual wait"),
    ),
    write_first="For each crossing: could we drop it alone, yes or no?",
    aloud=("No handoff is labelled with a person.",),
    saves="handoffs with their class and owner; the first improvements",
    traps=(
        "Calling everything not empowered: ask the three questions aloud.",
        "Heroic “empowered”.",
        "Blaming the receiver.",
        "Arguing whether a control is needed: collect, do not judge.",
        "Adding the waits up.",
    ),
)

_WASTE = SessionScript(
    notebook="05",
    title="Waste",
    aim="A log of losses somebody saw, with minutes, frequency and how it is known.",
    room="the team",
    blocks=(
        Timebox("The categories", 5),
        Timebox("Losses, each on their own", 15, silent=True),
        Timebox("Place them on the map", 25),
        Timebox("Overlaps and owners", 15),
    ),
    prompts=(
        Prompt("When did that last happen? How long? Who else?", "minutes, frequency, people"),
        Prompt("Is that already in a handoff we counted?", "overlaps: shown, never added"),
        Prompt("Where on the map does it happen?", "every row has a place"),
        Prompt("What do you do that nobody would miss?", "extra features, extra processes"),
        Prompt("What do you have to find out again every time?", "relearning"),
    ),
    write_first="Two things that cost you time on the last item: when, how long, with whom.",
    aloud=("Overlaps with handoffs that are already counted are ticked.",),
    saves="the waste log",
    traps=(
        "Waste means people.",
        "Moods without minutes: note them under human cost.",
        "Making a year's figure from something that happened once.",
        "Pricing waiting.",
    ),
)

_FUTURE = SessionScript(
    notebook="06",
    title="Future state and what-if",
    aim="A target for the end of the challenge, one for six months later, and what realignment would bring.",
    room="team, manager, sponsor or the role that receives asks",
    blocks=(
        Timebox("The outcome again", 10),
        Timebox("One change, each on their own", 5, silent=True),
        Timebox("What if", 30),
        Timebox("Improvements, three at most", 25),
        Timebox("Asks", 20),
    ),
    prompts=(
        Prompt("What must be true for the number in our outcome?", "the target"),
        Prompt("Which single change moves it most, and which moves nothing?", "recompute, do not add up"),
        Prompt("If this step lived with us: skill, access, load, risk?", "realignment"),
        Prompt("What is the smallest trial: two weeks, reversible?", "the ask"),
        Prompt("What would we hand back to the other team in return?", "load goes both ways"),
    ),
    write_first="The one change you would try first, and what it would need.",
    aloud=("Gains are shown as ranges, and the added load was checked.",),
    saves="scenarios, improvements, asks",
    traps=(
        "A wish list.",
        "Re-organisation fantasy.",
        "Speeding up the work while the waiting stays.",
        "Claiming the sum of the waits.",
        "Promising the median.",
    ),
)

_REPORT = SessionScript(
    notebook="07",
    title="End of challenge",
    aim="An honest before and after, and asks heard by those who can act.",
    room="team, manager, sponsor, owners of the handoffs",
    blocks=(
        Timebox("What changed, and what was corrected", 15),
        Timebox("What surprised me, each on their own", 5, silent=True),
        Timebox("Owners: have we described it fairly?", 20),
        Timebox("Asks", 10),
        Timebox("Who looks again, and when", 10),
    ),
    prompts=(
        Prompt("What can we show was measured?", "measured before estimated"),
        Prompt("What did we correct rather than improve?", "a correction restates the baseline"),
        Prompt("What surprised us?"),
        Prompt("Have we described it fairly? What would you need?", "owners speak first", "each owner"),
        Prompt("What will still be here in six months, and who looks?", "retention"),
    ),
    write_first="One thing you learned, and one thing you would map again.",
    aloud=(
        "The owners read their section at least two working days before.",
        "The share level was chosen by the team, not by default.",
    ),
    saves="report.html and report.json, the retention dates",
    traps=(
        "Claiming a final lead time when nothing has finished end to end.",
        "Hiding what got worse.",
        "A report about people.",
    ),
)

ORIENTATION = SessionScript(
    notebook="orientation",
    title="One hour: a map good enough to act on",
    aim="A map with teams, rough times and one handoff to change first.",
    room="the people who did the last item, five are enough",
    blocks=(
        Timebox("One item, start and end", 5),
        Timebox("Steps, each on their own", 5, silent=True),
        Timebox("Order, merge, teams", 20),
        Timebox("Wait and work, as guesses", 15),
        Timebox("Three questions for the longest waits", 10),
        Timebox("One thing to change, who and when", 5),
    ),
    prompts=(
        Prompt("Take the last item that reached a customer: what started it?", "start and end"),
        Prompt("Walk backwards from the customer: what had to be done just before?", "order"),
        Prompt("Who had it in their hands?", "one team per step"),
        Prompt("About how long did it wait there: hours, days or weeks?", "a guess is enough; it is marked as one"),
        Prompt("Could we drop this handoff next sprint and tell people after? Else who decides?", "empowerment"),
        Prompt("What will be different next week, who does it, and until when?", "one improvement"),
    ),
    write_first="The steps of the last item, one per line, with the team that did each.",
    aloud=("Somebody else tells the story from the picture.",),
    saves="a map with rough times, marked as guesses, and one improvement",
    traps=(
        "Looking numbers up: today guesses do.",
        "Arguing about minutes where steps take days.",
        "Showing the totals without saying that they are guesses.",
    ),
)
"""The reduced set that gets a team to a map it can act on within 60 minutes."""

SCRIPTS = {
    script.notebook: script
    for script in (
        _CHARTER,
        _MAP,
        _MEASURE,
        _DEPENDENCIES,
        _HANDOFFS,
        _WASTE,
        _FUTURE,
        _REPORT,
        ORIENTATION,
    )
}
"""Every session by its notebook."""

NOTEBOOKS = tuple(name for name in SCRIPTS if name.isdigit())
"""``"00"`` to ``"07"``, in order."""


def script_of(notebook: str) -> SessionScript:
    """Find the script of a session.

    Parameters
    ----------
    notebook : str
        ``"00"`` to ``"07"``, or ``"orientation"``.

    Raises
    ------
    UsageError
        When there is no such session.

    Examples
    --------
    >>> script_of("01").minutes
    120
    """
    if notebook not in SCRIPTS:
        message = f"There is no session {notebook!r}; the sessions are {', '.join(SCRIPTS)}."
        raise UsageError(message)
    return SCRIPTS[notebook]
