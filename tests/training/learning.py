"""Attempts for tests: begun in a home, played by steps, ended."""

from simulator.home import Home
from simulator.training import attempts, course
from simulator.training.attempts import Wish
from simulator.training.lesson import Step
from simulator.training.playing import Player
from simulator.training.records import Attempt


def begun(home: Home, lesson: str, mode: str = "practice", profile: str = "somebody") -> Attempt:
    """Begin an attempt with the first seed."""
    return attempts.begin(home, Wish(profile, lesson, mode, seed=1))


def played(home: Home, attempt: Attempt, steps: list[Step]) -> Attempt:
    """Play steps in an attempt's world, as its learner would."""
    player = Player(home, attempt.world)
    player.play(steps)
    with attempts.directory(home) as records:
        records.add_all(
            attempts.LookedAt(attempt=attempt.id, path=one.path, after_seq=one.after_seq, at=one.at)
            for one in player.looks
        )
    said = {name: {"said": value, "sure": 3} for name, value in player.foretold.items()}
    return attempts.update(home, attempt, predictions={**attempt.predictions, **said})


def solved(home: Home, lesson: str, mode: str = "practice", profile: str = "somebody") -> Attempt:
    """Play a lesson's solver to the end."""
    attempt = played(home, begun(home, lesson, mode, profile), course.lesson(lesson).solver)
    return attempts.finish(home, attempt)


def failed(home: Home, lesson: str, path: str, profile: str = "somebody") -> Attempt:
    """Play one of a lesson's wrong paths to the end."""
    wrong = next(one for one in course.lesson(lesson).wrong if one.id == path)
    return attempts.finish(home, played(home, begun(home, lesson, profile=profile), wrong.steps))
