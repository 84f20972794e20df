"""The desk is killed a hundred times while somebody codes, and every act that it had confirmed is there."""

from __future__ import annotations

import random
import threading
import time

import httpx
import pytest

from desk_server import running_desk
from desk_study import make_desk_study, released_span
from themetrail.ledger.acts import FOLDER, read_ledger
from themetrail.ledger.book import Book

KILLS = 100


def code_until_killed(link, place, confirmed, sent):
    """Post acts as fast as the desk confirms them; ids of the confirmed ones are collected."""
    base = link.split("/?")[0]
    with httpx.Client(headers={"origin": base}, follow_redirects=True, timeout=30) as client:
        client.get(link)
        path, query = f"{base}/api/session/WS1", {"coder": "coder_a"}
        try:
            seq = client.get(path, params=query).json()["seq"]
            while True:
                memo = f"{len(sent)} " + 'word, "quoted" word ' * 40
                sent.append(memo)
                acts = [{"action": "memo", "memo": memo, **place}]
                answer = client.post(f"{path}/acts", params=query, json={"seen": seq, "acts": acts}).json()
                confirmed += [item["id"] for item in answer["new"]]
                seq = answer["seq"]
        except httpx.HTTPError:
            return


@pytest.mark.long
def test_every_confirmed_act_outlives_a_hundred_kills_at_random_moments(tmp_path):
    study = make_desk_study(tmp_path / "study")
    place = released_span(study, "WS1", "Nobody rang.")
    path = study / FOLDER / "coder_a.csv"
    chance = random.Random(7)
    confirmed, sent = [], []
    for _ in range(KILLS):
        before = len(sent)
        with running_desk(study) as (process, link):
            coding = threading.Thread(target=code_until_killed, args=(link, place, confirmed, sent))
            coding.start()
            until = time.monotonic() + 60
            while len(sent) == before and time.monotonic() < until:
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.3))
            process.kill()
            coding.join(60)
            assert not coding.is_alive()
        in_file = {act.decision_id for act in Book.open(path).acts}
        assert set(confirmed) <= in_file
        assert len(in_file - set(confirmed)) <= KILLS  # at most the act in flight of each run
    acts, problems = read_ledger(path, path.name)
    assert problems == []
    assert len(confirmed) > KILLS
    assert [act.seq for act in acts] == list(range(1, len(acts) + 1))
