"""The event loop: one text that runs as plain Python and, where numba is installed, as machine code.

It is written in the part of Python that both understand: flat arrays (lists when run as plain Python), numbers, and
functions that change the arrays of a :class:`State`. What a run can do is described in
:mod:`vsm_toolkit.flow_simulation.network`; this module is only how.

Words used here: a *token* is one item at one step, ``item << shift | station``. Every step has at most one token of an
item. A *slot* is a place in the calendar of coming events: one for each server, then one for each step with a lag or a
gate (when the first item it holds back may join the queue). The calendar is a tournament: node 1 holds the earliest.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from vsm_toolkit.flow_simulation.random_streams import next_uniform

NOBODY = -1

TO_DO, DONE, UNDER_WAY = 0, 1, 2
FIRST_REDO = 3
"""Above: 3 + 2k is to be done again because of return k, 4 + 2k is under way again."""

DRAWN_AT_ONCE = 64

FIXED, EXPONENTIAL, LOGNORMAL = 0, 1, 2

IN_MAP, NEXT_OUTSIDE, WAITING_OUTSIDE, MOST_IN_MAP = range(4)
"""Places in :attr:`State.counts`."""


class Plan(NamedTuple):
    """What one run is about; nothing here changes while it runs. Steps, teams and routes are numbers from 0.

    ``*_from`` arrays say where the entries of each row start; a row of a step on a route is ``route * stations +
    station``. Times in hours.
    """

    stations: int
    shift: int
    servers: int
    leaves: int
    mapped_routes: int
    map_limit: int
    has_limits: bool
    has_batches: bool
    has_gates: bool
    has_groups: bool
    warm_up: float
    end: float
    arrival_times: Any
    item_routes: Any
    pool: Any
    people: Any
    service_kind: Any
    service_level: Any
    service_spread: Any
    lag: Any
    cadence: Any
    deadline: Any
    batch: Any
    limit: Any
    first_from: Any
    first: Any
    last_from: Any
    last: Any
    next_from: Any
    next: Any
    before_from: Any
    before: Any
    return_from: Any
    return_target: Any
    return_below: Any
    return_share: Any
    again_from: Any
    again: Any
    slot_from: Any
    slot_pool: Any
    gate_slot: Any
    gate_station: Any


class State(NamedTuple):
    """What changes while a run goes on, and what is left of it at the end.

    By item: ``entered``, ``finished`` (hours, infinite while it has not). By token: ``status``, ``since`` (could start,
    were someone free), ``may_join``, ``link`` (the next in the same line), ``came_from``, ``held`` (next steps that
    have no room yet). By step: the lines (``*_head``, ``*_tail``), ``gathered``, ``present``, ``most_present`` and the
    sums ``wait_hours``, ``starts``. By team: ``free`` people, ``idle`` slots, ``busy_hours``.
    """

    counts: Any
    streams: Any
    drawn: Any
    next_drawn: Any
    entered: Any
    finished: Any
    status: Any
    since: Any
    may_join: Any
    link: Any
    came_from: Any
    held: Any
    queue_head: Any
    queue_tail: Any
    gate_head: Any
    gate_tail: Any
    batch_head: Any
    batch_tail: Any
    outside_head: Any
    outside_tail: Any
    gathered: Any
    present: Any
    most_present: Any
    wait_hours: Any
    starts: Any
    free: Any
    idle_count: Any
    idle: Any
    busy_hours: Any
    slot_token: Any
    calendar_time: Any
    calendar_slot: Any


def set_event(state: State, leaves: int, slot: int, time: float) -> None:
    """Enter when a slot's next event is (infinite for none) and replay its matches up to the root."""
    times = state.calendar_time
    slots = state.calendar_slot
    node = leaves + slot
    times[node] = time
    while node > 1:
        if times[node ^ 1] < time:
            time = times[node ^ 1]
            slot = slots[node ^ 1]
        node >>= 1
        times[node] = time
        slots[node] = slot


def append_to_line(head: Any, tail: Any, link: Any, line: int, token: int) -> None:
    """Put a token at the end of a line."""
    link[token] = NOBODY
    if head[line] == NOBODY:
        head[line] = token
    else:
        link[tail[line]] = token
    tail[line] = token


def draw_services(plan: Plan, state: State, station: int) -> None:
    """Draw a step's next few service times, in hours; drawn one by one they would hold up every event."""
    kind, level, spread = plan.service_kind[station], plan.service_level[station], plan.service_spread[station]
    for place in range(station * DRAWN_AT_ONCE, (station + 1) * DRAWN_AT_ONCE):
        if kind == EXPONENTIAL:
            state.drawn[place] = -level * math.log(next_uniform(state.streams, station))
        elif kind == LOGNORMAL:
            radius = math.sqrt(-2.0 * math.log(next_uniform(state.streams, station)))
            normal = radius * math.cos(2.0 * math.pi * next_uniform(state.streams, station))
            state.drawn[place] = math.exp(level + spread * normal)
        else:
            state.drawn[place] = level


def start_work(plan: Plan, state: State, token: int, now: float) -> None:
    """Take the people a visit needs and enter when it ends."""
    station = token & ((1 << plan.shift) - 1)
    pool = plan.pool[station]
    people = plan.people[station] if plan.has_groups else 1
    next_drawn = state.next_drawn[station]
    if next_drawn == DRAWN_AT_ONCE:
        draw_services(plan, state, station)
        next_drawn = 0
    state.next_drawn[station] = next_drawn + 1
    hours = state.drawn[station * DRAWN_AT_ONCE + next_drawn]
    status = state.status[token]
    if status >= FIRST_REDO:
        hours *= plan.return_share[(status - FIRST_REDO) >> 1]
    state.free[pool] -= people
    state.idle_count[pool] -= 1
    slot = state.idle[plan.slot_from[pool] + state.idle_count[pool]]
    state.slot_token[slot] = token
    ends = now + hours
    if ends > plan.warm_up:
        state.busy_hours[pool] += people * (min(ends, plan.end) - max(now, plan.warm_up))
    if now >= plan.warm_up:
        state.wait_hours[station] += now - state.since[token]
        state.starts[station] += 1
    set_event(state, plan.leaves, slot, ends)


def join_queue(plan: Plan, state: State, token: int, now: float) -> None:
    """Start at once when nobody waits and enough people are free, else wait in the team's line."""
    station = token & ((1 << plan.shift) - 1)
    pool = plan.pool[station]
    people = plan.people[station] if plan.has_groups else 1
    if state.queue_head[pool] == NOBODY and state.free[pool] >= people:
        start_work(plan, state, token, now)
    else:
        append_to_line(state.queue_head, state.queue_tail, state.link, pool, token)


def meet_gate(plan: Plan, state: State, token: int, now: float) -> None:
    """Hold a token back by the step's lag and until its gate opens, or let it join the queue."""
    station = token & ((1 << plan.shift) - 1)
    if not plan.has_gates:
        join_queue(plan, state, token, now)
        return
    cadence = plan.cadence[station]
    if plan.lag[station] <= 0.0 and cadence <= 0.0:
        join_queue(plan, state, token, now)
        return
    opens = now + plan.lag[station]
    if cadence > 0.0:
        opens = max(opens, cadence * math.ceil((opens + plan.deadline[station]) / cadence))  # rounding may fall short
    state.may_join[token] = opens
    if state.gate_head[station] == NOBODY:
        set_event(state, plan.leaves, plan.gate_slot[station], opens)
    append_to_line(state.gate_head, state.gate_tail, state.link, station, token)


def open_gate(plan: Plan, state: State, station: int, now: float) -> None:
    """Let every token whose time has come join the queue."""
    token = state.gate_head[station]
    while token != NOBODY and state.may_join[token] <= now:
        following = state.link[token]
        state.gate_head[station] = following
        join_queue(plan, state, token, now)
        token = following
    opens = math.inf if token == NOBODY else state.may_join[token]
    set_event(state, plan.leaves, plan.gate_slot[station], opens)


def admit(plan: Plan, state: State, token: int, now: float) -> None:
    """Count a token in at its step and gather it into a batch where the step works in batches."""
    station = token & ((1 << plan.shift) - 1)
    if plan.has_limits:
        state.present[station] += 1
        state.most_present[station] = max(state.most_present[station], state.present[station])
    size = plan.batch[station] if plan.has_batches else 1
    if size <= 1:
        meet_gate(plan, state, token, now)
        return
    append_to_line(state.batch_head, state.batch_tail, state.link, station, token)
    state.gathered[station] += 1
    if state.gathered[station] == size:
        state.gathered[station] = 0
        token = state.batch_head[station]
        state.batch_head[station] = NOBODY
        while token != NOBODY:
            following = state.link[token]
            meet_gate(plan, state, token, now)
            token = following


def arrive_at(plan: Plan, state: State, token: int, came_from: int, now: float) -> None:
    """Bring an item to a step; ``came_from`` is the token that keeps its place while the step has no room."""
    station = token & ((1 << plan.shift) - 1)
    status = state.status[token]
    state.status[token] = UNDER_WAY if status == TO_DO else status + 1
    state.since[token] = now
    if plan.has_limits and status == TO_DO and state.present[station] >= plan.limit[station]:
        state.came_from[token] = came_from
        if came_from != NOBODY:
            state.held[came_from] += 1
        append_to_line(state.outside_head, state.outside_tail, state.link, station, token)
        return
    admit(plan, state, token, now)


def leave_place(plan: Plan, state: State, token: int, now: float) -> None:
    """Free a token's place at its step, and the places further up that this lets go of, one after another."""
    while plan.has_limits and token != NOBODY:
        station = token & ((1 << plan.shift) - 1)
        state.present[station] -= 1
        entrant = state.outside_head[station]
        if entrant == NOBODY or state.present[station] >= plan.limit[station]:
            return
        state.outside_head[station] = state.link[entrant]
        admit(plan, state, entrant, now)
        token = state.came_from[entrant]
        if token != NOBODY:
            state.held[token] -= 1
            if state.held[token] > 0:
                return


def enter_map(plan: Plan, state: State, item: int, now: float) -> None:
    """Start an item: bring it to the first steps of its route."""
    route = plan.item_routes[item]
    state.entered[item] = now
    if route < plan.mapped_routes:
        state.counts[IN_MAP] += 1
        if state.counts[IN_MAP] > state.counts[MOST_IN_MAP]:
            state.counts[MOST_IN_MAP] = state.counts[IN_MAP]
    for index in range(plan.first_from[route], plan.first_from[route + 1]):
        arrive_at(plan, state, (item << plan.shift) | plan.first[index], NOBODY, now)


def arrive(plan: Plan, state: State, item: int, now: float) -> None:
    """Let a new item in, or keep it outside while the map is at its limit."""
    is_mapped = plan.item_routes[item] < plan.mapped_routes
    if is_mapped and state.counts[IN_MAP] >= plan.map_limit:
        if state.counts[WAITING_OUTSIDE] == 0:
            state.counts[NEXT_OUTSIDE] = item
        state.counts[WAITING_OUTSIDE] += 1
        return
    enter_map(plan, state, item, now)


def finish_item(plan: Plan, state: State, item: int, now: float) -> None:
    """Let an item out and the longest waiting one in."""
    state.finished[item] = now
    if plan.item_routes[item] >= plan.mapped_routes:
        return
    state.counts[IN_MAP] -= 1
    if state.counts[WAITING_OUTSIDE] > 0:
        entrant = state.counts[NEXT_OUTSIDE]
        state.counts[WAITING_OUTSIDE] -= 1
        following = entrant + 1
        if state.counts[WAITING_OUTSIDE] > 0:
            while plan.item_routes[following] >= plan.mapped_routes:
                following += 1
        state.counts[NEXT_OUTSIDE] = following
        enter_map(plan, state, entrant, now)


def all_done(state: State, base: int, stations: Any, start: int, stop: int) -> bool:
    """Say whether an item has passed every step of a list."""
    for index in range(start, stop):  # noqa: SIM110 - any() over a generator is not compiled
        if state.status[base | stations[index]] != DONE:
            return False
    return True


def send_back(plan: Plan, state: State, token: int, which: int, now: float) -> None:
    """Mark what a return makes the item do again and bring it to where that starts."""
    base = (token >> plan.shift) << plan.shift
    again = FIRST_REDO + 2 * which
    state.status[token] = again
    for index in range(plan.again_from[which], plan.again_from[which + 1]):
        station = plan.again[index]
        if state.status[base | station] == DONE:
            state.status[base | station] = again
    leave_place(plan, state, token, now)
    target = base | plan.return_target[which]
    if state.status[target] == again:
        arrive_at(plan, state, target, NOBODY, now)


def hand_on(plan: Plan, state: State, token: int, now: float) -> None:
    """Pass a finished step's item on: back, to every next step that has all it waits for, or out."""
    station = token & ((1 << plan.shift) - 1)
    item = token >> plan.shift
    base = item << plan.shift
    offset = plan.item_routes[item] * plan.stations
    row = offset + station
    first_return, last_return = plan.return_from[row], plan.return_from[row + 1]
    if first_return < last_return:
        luck = next_uniform(state.streams, plan.stations + station)
        for which in range(first_return, last_return):
            if luck <= plan.return_below[which]:
                send_back(plan, state, token, which, now)
                return
    state.status[token] = DONE
    first_next, last_next = plan.next_from[row], plan.next_from[row + 1]
    for index in range(first_next, last_next):
        following = plan.next[index]
        status = state.status[base | following]
        if status == TO_DO or (status >= FIRST_REDO and status & 1):
            start, stop = plan.before_from[offset + following], plan.before_from[offset + following + 1]
            if stop - start == 1 or all_done(state, base, plan.before, start, stop):
                arrive_at(plan, state, base | following, token, now)
    if not plan.has_limits or state.held[token] == 0:
        leave_place(plan, state, token, now)
    if first_next == last_next:
        route = plan.item_routes[item]
        if all_done(state, base, plan.last, plan.last_from[route], plan.last_from[route + 1]):
            finish_item(plan, state, item, now)


def complete(plan: Plan, state: State, slot: int, now: float) -> None:
    """End a visit: the team takes up what waits in its line, then the finished item moves on."""
    token = state.slot_token[slot]
    station = token & ((1 << plan.shift) - 1)
    pool = plan.slot_pool[slot]
    state.free[pool] += plan.people[station] if plan.has_groups else 1
    bottom = plan.slot_from[pool]
    state.idle[bottom + state.idle_count[pool]] = slot
    state.idle_count[pool] += 1
    waiting = state.queue_head[pool]
    slot_is_idle = True
    while waiting != NOBODY:
        people = plan.people[waiting & ((1 << plan.shift) - 1)] if plan.has_groups else 1
        if state.free[pool] < people:
            break
        state.queue_head[pool] = state.link[waiting]
        start_work(plan, state, waiting, now)
        slot_is_idle = False  # the slot given back last is taken first
        waiting = state.queue_head[pool]
    if slot_is_idle:
        set_event(state, plan.leaves, slot, math.inf)
    hand_on(plan, state, token, now)


def run_events(plan: Plan, state: State) -> int:
    """Run one replication to its end; give how many items had arrived."""
    item = 0
    while True:
        arrival = plan.arrival_times[item]
        now = state.calendar_time[1]
        if min(now, arrival) > plan.end:
            return item
        if arrival <= now:
            arrive(plan, state, item, arrival)
            item += 1
        else:
            slot = state.calendar_slot[1]
            if not plan.has_gates or slot < plan.servers:
                complete(plan, state, slot, now)
            else:
                open_gate(plan, state, plan.gate_station[slot - plan.servers], now)


HELPERS = (
    set_event,
    append_to_line,
    draw_services,
    start_work,
    join_queue,
    meet_gate,
    open_gate,
    admit,
    arrive_at,
    leave_place,
    enter_map,
    arrive,
    finish_item,
    all_done,
    send_back,
    hand_on,
    complete,
)
"""What :func:`run_events` calls, in the order in which a compiler must learn it."""
