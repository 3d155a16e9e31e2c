"""What a lesson file may say: the schema, with every rule about it that can be told without a world.

Pure; the reader (`reading.py`) adds file and line to what is wrong here. Described for authors in docs/lessons.md.
"""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from simulator.deeds import deeds
from simulator.events import EventKind
from simulator.orders.transitions import TABLE
from simulator.training.expressions import EACH, Expression, read_expression
from simulator.training.spans import span
from simulator.training.vocabulary import WORDS

Level = Literal["first", "daily", "tricky", "expert"]
Mode = Literal["watch", "guided", "practice", "exam"]
MODES: tuple[Mode, ...] = ("watch", "guided", "practice", "exam")
FULL, PASS, EXAM_PASS, CRITICAL_CAP = 100, 80, 85, 40


def _span(value: Any) -> timedelta:
    if isinstance(value, timedelta):
        return value
    return span(str(value))


def _expression(value: Any) -> Expression:
    if isinstance(value, Expression):
        return value
    if not isinstance(value, str):
        raise ValueError('a check is a text, such as did("seller-cancel", order=A)')
    return read_expression(value, WORDS)


def _known(name: str) -> str:
    known = {*deeds, *TABLE, *(str(kind) for kind in EventKind), "change-product", "request-report", "submit-feed"}
    if name not in known:
        raise ValueError(f"there is no deed named {name!r}")
    return name


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("write the instant with its zone, such as 2026-03-02T17:00:00Z")
    return instant


Span = Annotated[timedelta, BeforeValidator(_span)]
Check = Annotated[Expression, BeforeValidator(_expression)]
DeedName = Annotated[str, AfterValidator(_known)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=40)]
RuleId = Annotated[str, Field(pattern=r"^R([1-9]|[12][0-9]|3[0-6])$")]
Text = Annotated[str, Field(min_length=1, max_length=4000)]


class Part(BaseModel):
    """A part of a lesson: unknown fields are mistakes."""

    # Built when the first lesson is read, so that a server without lessons starts quickly.
    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, populate_by_name=True, defer_build=True)


class Act(Part):
    """A deed that somebody does: its name, the order, the arguments. `says` words a message by its intent."""

    do: DeedName | None = None
    order: Name | None = None
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")
    says: Name | None = None
    from_: Literal["buyer", "seller", ""] = Field(default="", alias="from")
    as_: Name | None = Field(default=None, alias="as")


class Scripted(Act):
    """Something that happened before the lesson began, so long before its start."""

    do: DeedName
    ago: Span


class Reaction(Act):
    """What a simulated person does: at a time after the start, or so long after an event."""

    do: DeedName
    at: Span | None = None
    after: Check | None = None
    wait: Span = timedelta(0)
    only_if: Check | None = None

    @model_validator(mode="after")
    def _when(self) -> "Reaction":
        if (self.at is None) == (self.after is None):
            raise ValueError("say when: either `at` (a duration after the start) or `after` (an event)")
        calls = list(self.after.calls()) if self.after else []
        if self.after and (len(calls) != 1 or calls[0][0] != "did"):
            raise ValueError("`after` is one did(…)")
        return self


class Question(Part):
    """A question with choices; the right one is given by its place, counted from 1."""

    ask: Text
    choices: list[Text] = Field(min_length=2, max_length=5)
    right: int = Field(ge=1)
    because: Text

    @model_validator(mode="after")
    def _right_exists(self) -> "Question":
        if self.right > len(self.choices):
            raise ValueError(f"`right` is 1 to {len(self.choices)}")
        return self


class Point(Part):
    """Where the hand goes next: a page inside the world (with `{A}` for an order) and the words on the control."""

    page: str
    control: str


class Step(Act):
    """One step of a solver or of a wrong path: a deed, a look at a page, waiting, or a prediction."""

    saw: str | None = None
    wait: Span | None = None
    until: Check | None = None
    predict: dict[Name, Literal["yes", "no"]] | None = None
    why: Text | None = None
    point: Point | None = None
    ask: Question | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "Step":
        kinds = [self.do, self.saw, self.predict, self.until or self.wait]
        if sum(one is not None for one in kinds) != 1:
            raise ValueError("a step is one of: do, saw, wait, until, predict")
        return self


class Judged(Part):
    """What goals and traps share. `at_end`: decided only once all is over; `better`: what the debrief plays."""

    id: Name
    text: Text
    rule: RuleId
    policy: str = ""
    check: Check
    at_end: bool = False
    better: list[Step] | None = None


class Goal(Judged):
    """What is to be reached, what it is worth, and how it is checked."""

    points: int = Field(ge=1, le=FULL)
    part: Literal["outcome", "process", "communication"] = "outcome"
    # Fewer points for another way; the event to blame where the goal was missed.
    partly: Check | None = None
    partly_points: int = Field(default=0, ge=0, le=FULL)
    blame: Check | None = None


class Trap(Judged):
    """A mistake that is foreseen. `critical` caps the score; `costs` takes points beyond what goals lose."""

    critical: bool = False
    costs: int = Field(default=0, ge=0, le=FULL)


class Hint(Part):
    """A hint and its price in points."""

    text: Text
    price: int = Field(default=0, ge=0, le=50)


class Prediction(Part):
    """A question asked before the debrief: will this count? Its truth is a check."""

    id: Name
    ask: Text
    truth: Check


class Wrong(Part):
    """A way to fail: its steps, the trap they fall into, the score they end with."""

    id: Name
    trap: Name
    score: int = Field(ge=0, lt=FULL)
    steps: list[Step] = Field(default_factory=list)


class Placed(Part):
    """An order that exists when the lesson begins: who bought what, how long before the start."""

    buyer: Name | None = None
    items: dict[Name, int]
    ago: Span
    count: int = Field(default=1, ge=1, le=200)
    apart: Span = timedelta(minutes=7)
    channel: Literal["MFN", "AFN", "MCF"] = "MFN"
    details: dict[str, Any] = Field(default_factory=dict)


class BuyerSketch(Part):
    """A buyer who is named, with what is special about them."""

    opted_out: bool = False
    is_business: bool = False
    address: dict[str, str] = Field(default_factory=dict)


class ProductSketch(Part):
    """An offer that is named; price in major units as on the page. Of the first store unless another is named."""

    store: str = ""
    price: str | None = None
    stock: int = Field(default=500, ge=0)
    channel: Literal["MFN", "AFN"] = "MFN"
    customizable: bool | None = None


class SellerSketch(Part):
    """The seller's settings as the lesson begins."""

    handling_days: int | None = None
    operating_days: list[str] | None = None
    cut_off: str | None = None
    auto_approval_minutes: int | None = None
    on_vacation: bool = False
    report_columns: dict[str, bool] = Field(default_factory=dict)
    has_developer_access: bool = True


class Background(Part):
    """Orders of the week before that went well, and cancellations of it that count."""

    orders: int = Field(default=0, ge=0, le=300)
    counted: int = Field(default=0, ge=0, le=50)
    # How long before the start the counted ones were canceled; the first of the week leaves the window first.
    counted_ago: list[Span] = Field(default_factory=list)


class Start(Part):
    """The world as the learner finds it."""

    at: Annotated[datetime, AfterValidator(_aware)]
    stores: list[str] = Field(default=["US"], min_length=1)
    date_set: Literal["announced", "final"] = "announced"
    seller: SellerSketch = SellerSketch()
    buyers: dict[Name, BuyerSketch] = Field(default_factory=dict)
    products: dict[Name, ProductSketch] = Field(default_factory=dict)
    background: Background = Background()
    orders: dict[Name, Placed] = Field(default_factory=dict)
    script: list[Scripted] = Field(default_factory=list)


class Lesson(Part):
    """A whole lesson."""

    id: Name
    title: Text
    level: Level
    minutes: int = Field(ge=1, le=120)
    rules: list[RuleId] = Field(min_length=1)
    # Rows of the cancellation-rate table and contradictions (docs/lessons.md) this lesson teaches.
    covers: list[str] = Field(default_factory=list)
    learner: Literal["seller", "buyer"] = "seller"
    modes: list[Mode] = Field(default=list(MODES), min_length=1)
    preview: bool = False
    story: Text
    meant: Text
    start: Start
    people: list[Reaction] = Field(default_factory=list)
    goals: list[Goal] = Field(min_length=1)
    traps: list[Trap] = Field(default_factory=list)
    hints: list[Hint] = Field(default_factory=list)
    predictions: list[Prediction] = Field(default_factory=list)
    debrief: Text
    # How many days both futures of the debrief run on, so that what is pending comes about.
    run_on: int = Field(default=3, ge=0, le=30)
    pass_at: int = Field(default=PASS, ge=1, le=FULL)
    solver: list[Step] = Field(min_length=1)
    wrong: list[Wrong] = Field(default_factory=list)

    def model_post_init(self, context: Any, /) -> None:
        """Check what only the whole lesson can say."""
        total = sum(goal.points for goal in self.goals)
        if total != FULL:
            raise ValueError(f"the points of the goals add up to {total}, not {FULL}")
        self._check_ids()
        self._check_names()

    @property
    def judged(self) -> list[Judged]:
        """Every goal and every trap."""
        return [*self.goals, *self.traps]

    def _check_ids(self) -> None:
        for kind, rows in (("goal", self.goals), ("trap", self.traps), ("wrong path", self.wrong)):
            ids = [one.id for one in rows]
            twice = next((one for one in ids if ids.count(one) > 1), None)
            if twice:
                raise ValueError(f"there are two {kind}s named {twice!r}")
        traps, aimed = {trap.id for trap in self.traps}, {one.trap for one in self.wrong}
        if unknown := sorted(aimed - traps):
            raise ValueError(f"a wrong path falls into {unknown[0]!r}, which is no trap")
        if untried := sorted(traps - aimed):
            raise ValueError(f"no wrong path falls into the trap {untried[0]!r}")

    def _check_names(self) -> None:
        known = {*self.order_names, EACH}
        for check in self.checks():
            if unknown := [name for name in check.names if name not in known]:
                raise ValueError(f"{check.text!r} names {unknown[0]!r}, which is no order of this lesson")
        acts: list[Act] = [*self.start.script, *self.people, *self.steps()]
        for act in acts:
            if act.order is not None and act.order not in known:
                raise ValueError(f"{act.do} names order {act.order!r}, which this lesson does not have")

    @property
    def order_names(self) -> set[str]:
        """Every short name of an order or a group of orders."""
        many = {
            f"{name}{n}" for name, one in self.start.orders.items() if one.count > 1 for n in range(1, one.count + 1)
        }
        acts: list[Act] = [*self.start.script, *self.people, *self.steps()]
        return {*self.start.orders, *many, *(act.as_ for act in acts if act.as_)}

    def steps(self) -> list[Step]:
        """Every step of the solver, of the wrong paths and of better ways."""
        better = [step for one in self.judged for step in one.better or []]
        return [*self.solver, *(step for path in self.wrong for step in path.steps), *better]

    def checks(self) -> list[Expression]:
        """Every expression of the lesson."""
        found = [one.check for one in self.judged] + [one.truth for one in self.predictions]
        found += [one for goal in self.goals for one in (goal.partly, goal.blame) if one]
        found += [one for person in self.people for one in (person.after, person.only_if) if one]
        return found + [step.until for step in self.steps() if step.until]
