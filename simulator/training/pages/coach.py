"""What the coach shows: story, goals, mistakes, the next step, hints, what can be done now. Built per mode.

A view-model; it decides what may be seen, and templates only draw it.
"""

from dataclasses import dataclass, field, replace

from flask import render_template, url_for
from markupsafe import Markup

from simulator.home import Home
from simulator.moment import Moment
from simulator.shell.wording import gettext as _
from simulator.training import attempts, course
from simulator.training.attempts import WORKED_EXAMPLE, WORKED_EXAMPLE_PRICE
from simulator.training.cast import told
from simulator.training.grading import Fallen, Grade
from simulator.training.guiding import Pointer, in_words, next_step, pointer
from simulator.training.lesson import Lesson, Question, Step
from simulator.training.records import Attempt
from simulator.training.rules import course_rules
from simulator.training.vocabulary import Evidence


@dataclass(frozen=True)
class ShownHint:
    """A hint, its price, and its words once it was opened."""

    n: int
    title: str
    price: int
    text: str | None = None
    steps: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Mistake:
    """A trap stepped into: in words, with the rule and the event."""

    text: str
    rule: str
    sentence: str
    policy: str
    event: int | None


@dataclass
class Coach:
    """The panel beside a page, as the shell wants it: title, lesson_text, dock_text, body."""

    home: Home
    attempt: Attempt
    moment: Moment
    free_hints: bool = False
    is_playing: bool = False
    path: str = ""
    # Whoever looks over a shoulder sees everything and can do nothing.
    is_onlooker: bool = False

    def __post_init__(self) -> None:
        self.lesson: Lesson = course.lesson(self.attempt.lesson)
        self._grade: Grade | None = None

    @property
    def title(self) -> str:
        """The lesson's name."""
        return self.lesson.title

    @property
    def lesson_text(self) -> str:
        """Which lesson this is, and how it is learned."""
        return _("Lesson %(id)s, %(mode)s", id=self.lesson.id, mode=mode_word(self.attempt.mode))

    @property
    def dock_text(self) -> str:
        """The line at the foot of a narrow screen."""
        if not self.shows_goals:
            return _("Lesson %(id)s", id=self.lesson.id)
        return _("Lesson %(id)s: %(done)s of %(total)s goals", id=self.lesson.id, done=self.met, total=self.total)

    @property
    def body(self) -> Markup:
        """The panel."""
        return Markup(render_template("learn/_panel.html", coach=self))  # noqa: S704 - rendered by our own template

    @property
    def grade(self) -> Grade:
        """How the attempt stands."""
        if self._grade is None:
            self._grade = attempts.graded(self.home, self.attempt, self.moment, final=False, free_hints=self.free_hints)
        return self._grade

    @property
    def evidence(self) -> Evidence:
        """What checks may ask."""
        return attempts.evidence_of(self.home, self.attempt, self.moment)

    @property
    def story(self) -> str:
        """The situation, in this world's names."""
        return self.tell(self.lesson.story)

    def tell(self, text: str) -> str:
        """Fill this world's names into a text."""
        return told(text, self.evidence.cast, self.moment)

    @property
    def is_finished(self) -> bool:
        """Whether the attempt is over."""
        return self.attempt.finished_at is not None

    @property
    def shows_goals(self) -> bool:
        """Goals are there in watch and guided mode, in practice after "Check my work", in an exam never."""
        if self.attempt.mode == "practice":
            return self.attempt.checked_seq is not None
        return self.attempt.mode != "exam"

    @property
    def is_checked_before(self) -> bool:
        """In practice: whether something happened since the learner checked."""
        return self.attempt.checked_seq is not None and self.attempt.checked_seq < self.moment.world.last_event

    @property
    def goals(self) -> list[dict[str, object]]:
        """The goals with their ticks; what only the end decides is told apart."""
        return [
            {"text": self.tell(one.text), "done": one.met, "at_end": one.at_end, "points": one.points}
            for one in self.grade.goals
        ]

    @property
    def met(self) -> int:
        """How many goals are reached."""
        return sum(one.met for one in self.grade.goals)

    @property
    def total(self) -> int:
        """How many goals there are."""
        return len(self.grade.goals)

    @property
    def mistakes(self) -> list[Mistake]:
        """What went wrong so far, where the mode tells."""
        return [self._mistake(one) for one in self.grade.traps] if self.shows_goals else []

    def _mistake(self, trap: Fallen) -> Mistake:
        rule = course_rules()[trap.rule]
        return Mistake(self.tell(trap.text), trap.rule, rule.sentence, trap.policy or rule.policy, trap.event)

    @property
    def hints(self) -> list[ShownHint]:
        """The hints; none in watch mode and in exams."""
        if self.attempt.mode in ("watch", "exam"):
            return []
        shown = [
            ShownHint(n, _("Hint %(n)s", n=n + 1), 0 if self.free_hints else one.price,
                      self.tell(one.text) if n in self.attempt.hints else None)
            for n, one in enumerate(self.lesson.hints)
        ]  # fmt: skip
        is_open = WORKED_EXAMPLE in self.attempt.hints
        steps = self._in_words(self.lesson.solver) if is_open else []
        price = 0 if self.free_hints else WORKED_EXAMPLE_PRICE
        return [*shown, ShownHint(WORKED_EXAMPLE, _("Worked example"), price, "" if is_open else None, steps)]

    def _in_words(self, steps: list[Step]) -> list[str]:
        return [words for words in (in_words(step, self.evidence) for step in steps) if words]

    @property
    def pointer(self) -> Pointer | None:
        """Where guided mode points."""
        if self.attempt.mode != "guided":
            return None
        found = next_step(self.lesson.solver, self.evidence)
        if found is None:
            return None
        there = pointer(*found, self.evidence)
        # The control's words as they stand on the page, which speaks the reader's language.
        return replace(there, control=_(there.control) if there.control else "")

    @property
    def pointer_url(self) -> str:
        """The page the pointer leads to."""
        return f"/w/{self.attempt.world}/{self.pointer.page}" if self.pointer and self.pointer.page else ""

    # -- watch mode

    @property
    def watched(self) -> list[str]:
        """What was done so far, and why."""
        return self._in_words(self.lesson.solver[: self.attempt.watched])

    @property
    def question(self) -> Question | None:
        """The question at which the example stops before its next step."""
        n = self.attempt.watched
        if n >= len(self.lesson.solver) or str(n) in self.attempt.answers:
            return None
        return self.lesson.solver[n].ask

    @property
    def last_answer(self) -> dict[str, object] | None:
        """What was answered at the latest stop, and what is right."""
        n = self.attempt.watched if str(self.attempt.watched) in self.attempt.answers else self.attempt.watched - 1
        said = self.attempt.answers.get(str(n))
        if said is None or not 0 <= n < len(self.lesson.solver):
            return None
        ask = self.lesson.solver[n].ask
        if ask is None:
            return None
        return {"right": said == ask.right, "answer": ask.choices[ask.right - 1], "because": ask.because}

    @property
    def plays_itself(self) -> bool:
        """Whether the example goes on by itself, which it does until it is paused."""
        return not self.attempt.answers.get("paused")

    @property
    def has_next(self) -> bool:
        """Whether the example goes on."""
        return self.attempt.watched < len(self.lesson.solver)

    @property
    def finish_url(self) -> str:
        """Where the debrief begins."""
        return url_for("learn.finish", attempt_id=self.attempt.id)


def mode_word(mode: str) -> str:
    """Name a mode."""
    words = {"watch": _("watch"), "guided": _("guided"), "practice": _("practice"), "exam": _("exam")}
    return words.get(mode, mode)
