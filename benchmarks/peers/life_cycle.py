"""The life of an order in SimPy, as its documentation would write it: a process an order, nothing stored.

Paid after half an hour; reminded around its ship-by day until it is shipped; canceled a week later if it never was.
Runs in the peers' own environment. The same life is acted out by benchmarks/agenda.py on the agenda of a world.
"""

import sys
import time
from collections.abc import Iterator
from typing import Any

MINUTE, DAY = 60, 86_400
PAID, REMINDERS, CANCELED = 30 * MINUTE, (1 * DAY, 2 * DAY, 5 * DAY, 8 * DAY), 9 * DAY
# One order in two is shipped, at its own hour.
SHIPPED = {n: (6 + n % 150) * 3600 for n in range(0, 300, 2)}


class Shop:
    def __init__(self, env: Any) -> None:
        self.env, self.done, self.ended = env, 0, {"shipped": 0, "canceled": 0}

    def life(self, number: int) -> Iterator[Any]:
        env = self.env
        yield env.timeout(PAID)
        self.done += 1
        paid_at, shipped = env.now, env.event()
        if number % 300 in SHIPPED:
            env.process(self.ship(SHIPPED[number % 300], shipped))
        for after in (*REMINDERS, CANCELED):
            reminded = env.timeout(paid_at + after - env.now)
            yield shipped | reminded
            if shipped.triggered:
                self.ended["shipped"] += 1
                return
            self.done += 1
        self.ended["canceled"] += 1

    def ship(self, after: int, shipped: Any) -> Iterator[Any]:
        yield self.env.timeout(after)
        self.done += 1
        shipped.succeed()


def main(orders: int) -> None:
    import simpy

    env = simpy.Environment()
    shop = Shop(env)
    began = time.process_time()

    def arrivals() -> Iterator[Any]:
        for number in range(orders):
            env.process(shop.life(number))
            yield env.timeout(1)

    env.process(arrivals())
    env.run()
    spent = time.process_time() - began
    print(f"done={shop.done} shipped={shop.ended['shipped']} canceled={shop.ended['canceled']} cpu={spent}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
