"""The event loop: one text that runs as plain Python and, where numba is installed, as machine code.

It is written in the part of Python that both understand: flat arrays (lists when run as plain Python), numbers, and
functions that change the arrays of a :class:`State`. What a run can do is described in
:mod:`vsm_toolkit.flow_simulation.network`; this module is only how.

Words used here: a *row* is the place in memory that an item in the map has and its successor gets, so that the same few
rows stay in the processor's cache. A *token* is one item at one step, ``row << shift | station``; no step has two of
the same item. The calendar of coming events is a heap of times, four below each, with the token whose visit ends
then, or ``-1 - station`` where a lag or a gate lets the next item go.
"""

from __future__ import annotations

import math
from collections.abc import MutableSequence
from typing import NamedTuple

from vsm_toolkit.flow_simulation.random_streams import next_uniform

Integers = MutableSequence[int]
Floats = MutableSequence[float]

NOBODY = -1

DONE, TO_DO, UNDER_WAY, FIRST_REDO = -1, 0, 1, 2
"""Status of a token: 2 + 2k is to be done again because of return k, 3 + 2k is under way again; to do is even."""

DRAWN_AT_ONCE = 64

FIXED, EXPONENTIAL, LOGNORMAL = 0, 1, 2

ARRIVED, IN_MAP, NEXT_OUTSIDE, WAITING_OUTSIDE, MOST_IN_MAP, EVENTS, FIRST_IS_OVER, ROWS_TAKEN = range(8)
"""Places in :attr:`State.counts`."""


class Plan(NamedTuple):
    """What one run is about; nothing here changes while it runs. Steps, teams and routes are numbers from 0.

    ``*_from`` arrays say where the entries of each place start; the place of a step on a route is ``route * stations +
    station``. Times in hours.
    """

    stations: int
    shift: int
    mapped_routes: int
    map_limit: int
    has_limits: bool
    has_batches: bool
    has_gates: bool
    has_groups: bool
    has_routes: bool
    arrival_times: Floats
    item_routes: Integers
    pool: Integers
    people: Integers
    service_kind: Integers
    service_level: Floats
    service_spread: Floats
    drawn_from: Integers
    lag: Floats
    cadence: Floats
    deadline: Floats
    batch: Integers
    limit: Integers
    first_from: Integers
    first: Integers
    last_from: Integers
    last: Integers
    next_from: Integers
    next: Integers
    before_from: Integers
    before: Integers
    return_from: Integers
    return_target: Integers
    return_below: Floats
    share_of_work: Floats
    again_from: Integers
    again: Integers


class State(NamedTuple):
    """What changes while a run goes on, and what is left of it at the end.

    By item: ``entered``, ``finished`` (hours, infinite while it has not). ``rows``: those taken, then the free ones;
    ``item_in`` by row. By token: ``status``, ``since`` (could start, were someone free), ``may_join``, ``link`` (the
    next in the same line), ``came_from``, ``held`` (next steps that have no room yet). By step: ``drawn`` working times
    and the place of the next, the lines (``*_head``, ``*_tail``), ``gathered``, ``present``, ``most_present`` and the
    sums ``wait_hours``, ``starts``. By team: ``free`` people, ``busy_hours``.
    """

    counts: Integers
    streams: Integers
    drawn: Floats
    next_drawn: Integers
    entered: Floats
    finished: Floats
    rows: Integers
    item_in: Integers
    status: Integers
    since: Floats
    may_join: Floats
    link: Integers
    came_from: Integers
    held: Integers
    queue_head: Integers
    queue_tail: Integers
    gate_head: Integers
    gate_tail: Integers
    batch_head: Integers
    batch_tail: Integers
    outside_head: Integers
    outside_tail: Integers
    gathered: Integers
    present: Integers
    most_present: Integers
    wait_hours: Floats
    starts: Integers
    free: Integers
    busy_hours: Floats
    event_time: Floats
    event_token: Integers


def sift_down(times: Floats, tokens: Integers, count: int, time: float, token: int) -> None:
    """Put an event into a calendar of ``count`` whose first place is free."""
    place, child = 0, 1
    while child + 3 < count:
        left = child + (times[child + 1] < times[child])
        right = child + 2 + (times[child + 3] < times[child + 2])
        child = right if times[right] < times[left] else left
        if times[child] >= time:
            break
        times[place] = times[child]
        tokens[place] = tokens[child]
        place = child
        child = 4 * child + 1
    else:  # below are fewer than four, or none
        for other in range(child + 1, count):
            child = other if times[other] < times[child] else child
        if child < count and times[child] < time:
            times[place] = times[child]
            tokens[place] = tokens[child]
            place = child
    times[place] = time
    tokens[place] = token


def sift_up(times: Floats, tokens: Integers, place: int, time: float, token: int) -> None:
    """Put an event into a calendar whose last place is free."""
    while place > 0:
        parent = (place - 1) >> 2
        if times[parent] <= time:
            break
        times[place] = times[parent]
        tokens[place] = tokens[parent]
        place = parent
    times[place] = time
    tokens[place] = token


def schedule(state: State, time: float, token: int) -> None:
    """Enter a coming event; the first after an event takes the place that one left, which saves half the work."""
    if state.counts[FIRST_IS_OVER]:
        state.counts[FIRST_IS_OVER] = 0
        sift_down(state.event_time, state.event_token, state.counts[EVENTS], time, token)
    else:
        state.counts[EVENTS] += 1
        sift_up(state.event_time, state.event_token, state.counts[EVENTS] - 1, time, token)


def append_to_line(head: Integers, tail: Integers, link: Integers, line: int, token: int) -> None:
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
    stop = plan.drawn_from[station + 1]
    state.next_drawn[station] = stop - DRAWN_AT_ONCE
    for place in range(stop - DRAWN_AT_ONCE, stop):
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
    if state.next_drawn[station] == plan.drawn_from[station + 1]:
        draw_services(plan, state, station)
    place = state.next_drawn[station]
    state.next_drawn[station] = place + 1
    hours = (
        state.drawn[place] * plan.share_of_work[state.status[token] >> 1]
    )  # not an "if": a processor guesses returns badly
    state.free[pool] -= people
    state.busy_hours[pool] += people * hours
    state.wait_hours[station] += now - state.since[token]
    state.starts[station] += 1
    schedule(state, now + hours, token)


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
    if plan.has_gates and plan.lag[station] + plan.cadence[station] > 0.0:
        opens = now + plan.lag[station]
        cadence = plan.cadence[station]
        if cadence > 0.0:
            opens = max(opens, cadence * math.ceil((opens + plan.deadline[station]) / cadence))  # rounding falls short
        state.may_join[token] = opens
        if state.gate_head[station] == NOBODY:
            schedule(state, opens, -1 - station)
        append_to_line(state.gate_head, state.gate_tail, state.link, station, token)
        return
    join_queue(plan, state, token, now)


def open_gate(plan: Plan, state: State, station: int, now: float) -> None:
    """Let every token whose time has come join the queue."""
    token = state.gate_head[station]
    while token != NOBODY and state.may_join[token] <= now:
        following = state.link[token]
        state.gate_head[station] = following
        join_queue(plan, state, token, now)
        token = following
    if token != NOBODY:
        schedule(state, state.may_join[token], -1 - station)


def admit(plan: Plan, state: State, token: int, now: float) -> None:
    """Count a token in at its step and gather it into a batch where the step works in batches."""
    station = token & ((1 << plan.shift) - 1)
    if plan.has_limits:
        state.present[station] += 1
        state.most_present[station] = max(state.most_present[station], state.present[station])
    if plan.has_batches and plan.batch[station] > 1:
        append_to_line(state.batch_head, state.batch_tail, state.link, station, token)
        state.gathered[station] += 1
        if state.gathered[station] < plan.batch[station]:
            return
        state.gathered[station] = 0
        token = state.batch_head[station]
        state.batch_head[station] = NOBODY
    else:
        state.link[token] = NOBODY
    while token != NOBODY:
        following = state.link[token]
        meet_gate(plan, state, token, now)
        token = following


def arrive_at(plan: Plan, state: State, token: int, came_from: int, now: float) -> None:
    """Bring an item to a step; ``came_from`` is the token that keeps its place while the step has no room."""
    station = token & ((1 << plan.shift) - 1)
    status = state.status[token]
    state.status[token] = status + 1
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
    while token != NOBODY and state.held[token] == 0:
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


def route_of(plan: Plan, item: int) -> int:
    """Give the number of an item's route."""
    return plan.item_routes[item] if plan.has_routes else 0


def enter_map(plan: Plan, state: State, item: int, now: float) -> None:
    """Start an item: give it a row and bring it to the first steps of its route."""
    route = route_of(plan, item)
    state.entered[item] = now
    row = state.rows[state.counts[ROWS_TAKEN]]
    state.counts[ROWS_TAKEN] += 1
    state.item_in[row] = item
    if route < plan.mapped_routes:
        state.counts[IN_MAP] += 1
        state.counts[MOST_IN_MAP] = max(state.counts[MOST_IN_MAP], state.counts[IN_MAP])
    for index in range(plan.first_from[route], plan.first_from[route + 1]):
        arrive_at(plan, state, (row << plan.shift) | plan.first[index], NOBODY, now)


def leave_map(plan: Plan, state: State, row: int, now: float) -> None:
    """End an item and clear its row for another."""
    item = state.item_in[row]
    state.finished[item] = now
    if route_of(plan, item) < plan.mapped_routes:
        state.counts[IN_MAP] -= 1
    state.counts[ROWS_TAKEN] -= 1
    state.rows[state.counts[ROWS_TAKEN]] = row
    for token in range(row << plan.shift, (row + 1) << plan.shift):
        state.status[token] = TO_DO


def wait_outside(state: State, item: int) -> None:
    """Keep an item outside while the map is at its limit."""
    if state.counts[WAITING_OUTSIDE] == 0:
        state.counts[NEXT_OUTSIDE] = item
    state.counts[WAITING_OUTSIDE] += 1


def next_entrant(plan: Plan, state: State) -> int:
    """Take the item that waits outside longest, or nobody while none waits or the map is at its limit."""
    if state.counts[WAITING_OUTSIDE] == 0 or state.counts[IN_MAP] >= plan.map_limit:
        return NOBODY
    entrant = state.counts[NEXT_OUTSIDE]
    state.counts[WAITING_OUTSIDE] -= 1
    following = entrant + 1
    while state.counts[WAITING_OUTSIDE] > 0 and route_of(plan, following) >= plan.mapped_routes:
        following += 1
    state.counts[NEXT_OUTSIDE] = following
    return entrant


def all_done(state: State, base: int, stations: Integers, start: int, stop: int) -> bool:
    """Say whether an item has passed every step of a list."""
    for index in range(start, stop):  # noqa: SIM110 - any() over a generator is not compiled
        if state.status[base | stations[index]] != DONE:
            return False
    return True


def drawn_return(plan: Plan, state: State, station: int, place: int) -> int:
    """Draw which of a step's returns a finished visit ends in, or nobody's when it passes."""
    first, last = plan.return_from[place], plan.return_from[place + 1]
    if first < last:
        luck = next_uniform(state.streams, plan.stations + station)
        for which in range(first, last):
            if luck <= plan.return_below[which]:
                return which
    return NOBODY


def send_back(plan: Plan, state: State, token: int, which: int, now: float) -> None:
    """Mark what a return makes the item do again and bring it to where that starts."""
    base = (token >> plan.shift) << plan.shift
    again = FIRST_REDO + 2 * which
    state.status[token] = again
    for index in range(plan.again_from[which], plan.again_from[which + 1]):
        station = plan.again[index]
        if state.status[base | station] == DONE:
            state.status[base | station] = again
    target = base | plan.return_target[which]
    if state.status[target] == again:
        arrive_at(plan, state, target, NOBODY, now)


def pass_on(plan: Plan, state: State, token: int, route: int, now: float) -> None:
    """Bring a step's item to every next step that has all it waits for, or let it out after the last."""
    row = token >> plan.shift
    base = row << plan.shift
    offset = route * plan.stations
    place = offset + token - base
    state.status[token] = DONE
    first, last = plan.next_from[place], plan.next_from[place + 1]
    for index in range(first, last):
        following = plan.next[index]
        if not state.status[base | following] & 1:
            start, stop = plan.before_from[offset + following], plan.before_from[offset + following + 1]
            if stop - start == 1 or all_done(state, base, plan.before, start, stop):
                arrive_at(plan, state, base | following, token, now)
    if first == last and all_done(state, base, plan.last, plan.last_from[route], plan.last_from[route + 1]):
        leave_map(plan, state, row, now)


def complete(plan: Plan, state: State, token: int, now: float) -> None:
    """End a visit: the team takes up what waits in its line, then the finished item moves on."""
    station = token & ((1 << plan.shift) - 1)
    pool = plan.pool[station]
    state.free[pool] += plan.people[station] if plan.has_groups else 1
    waiting = state.queue_head[pool]
    while waiting != NOBODY:
        people = plan.people[waiting & ((1 << plan.shift) - 1)] if plan.has_groups else 1
        if state.free[pool] < people:
            break
        state.queue_head[pool] = state.link[waiting]
        start_work(plan, state, waiting, now)
        waiting = state.queue_head[pool]
    route = route_of(plan, state.item_in[token >> plan.shift])
    which = drawn_return(plan, state, station, route * plan.stations + station)
    if which == NOBODY:
        pass_on(plan, state, token, route, now)
    else:
        send_back(plan, state, token, which, now)
    if plan.has_limits:
        leave_place(plan, state, token, now)


def next_event_time(state: State) -> float:
    """Give when the next event of the calendar is, after closing the gap the last one may have left."""
    if state.counts[FIRST_IS_OVER]:
        state.counts[FIRST_IS_OVER] = 0
        last = state.counts[EVENTS] - 1
        state.counts[EVENTS] = last
        sift_down(state.event_time, state.event_token, last, state.event_time[last], state.event_token[last])
    return state.event_time[0] if state.counts[EVENTS] else math.inf


def run_events(plan: Plan, state: State, end: float) -> None:
    """Let everything happen that happens up to a time, from the state as it is."""
    while True:
        item = state.counts[ARRIVED]
        arrival = plan.arrival_times[item]
        now = next_event_time(state)
        if min(now, arrival) > end:
            return
        if arrival <= now:
            now = arrival
            state.counts[ARRIVED] += 1
            if route_of(plan, item) < plan.mapped_routes and state.counts[IN_MAP] >= plan.map_limit:
                wait_outside(state, item)
                continue
        else:
            token = state.event_token[0]
            state.counts[FIRST_IS_OVER] = 1
            if token >= 0:
                complete(plan, state, token, now)
            else:
                open_gate(plan, state, -1 - token, now)
            item = next_entrant(plan, state)
        if item != NOBODY:
            enter_map(plan, state, item, now)


HELPERS = (
    sift_down,
    sift_up,
    schedule,
    append_to_line,
    draw_services,
    start_work,
    join_queue,
    meet_gate,
    open_gate,
    admit,
    arrive_at,
    leave_place,
    route_of,
    enter_map,
    leave_map,
    wait_outside,
    next_entrant,
    all_done,
    drawn_return,
    send_back,
    pass_on,
    complete,
    next_event_time,
)
"""What :func:`run_events` calls."""
