"""Ranks of editions and how a figure remembers them."""

from __future__ import annotations

from pathlib import Path

from sozialstrategie.evidence.monitoring.computation.editions import EditionFacts, assign_bits, ranked


def edition(name: str, stand: str = "") -> EditionFacts:
    return EditionFacts("T", stand, name * 8, Path(f"{name}.parquet"))


def test_rank_by_stand_then_checksum_each_once() -> None:
    a, b, c = edition("a", "2017"), edition("b", ""), edition("c", "2017")
    assert ranked([c, a, b, a]) == [b, a, c]
    assert ranked({"x": c, "y": b}) == [b, c]


def test_editions_of_one_table_have_different_bits_and_are_read_back() -> None:
    editions = [edition(name) for name in "abc"]
    provenance = assign_bits(editions, {0: ["T"], 1: ["T", "U"], 2: ["U"]}, {"T": 0, "U": 1})
    assert provenance.bits[0] != provenance.bits[1] != provenance.bits[2]
    both = provenance.bits[0] | provenance.bits[1]
    assert provenance.read(f"0:{both}") == "aaaaaaaa+bbbbbbbb"
    assert provenance.read(f"1:{provenance.bits[2]}+0:{provenance.bits[0]}") == "aaaaaaaa+cccccccc"


def test_more_than_62_editions_name_too_many_rather_than_too_few() -> None:
    editions = [EditionFacts("T", "", f"{n:08d}", Path("p")) for n in range(70)]
    provenance = assign_bits(editions, {n: ["T"] for n in range(70)}, {"T": 0})
    assert provenance.read(f"0:{provenance.bits[69]}") == "00000069"
    oldest = provenance.read(f"0:{provenance.bits[0]}")
    assert oldest.startswith("00000000+00000001") and oldest.endswith("+…")
    assert max(provenance.bits.values()) < 2**62


def test_long_lists_fit_into_the_store() -> None:
    editions = [EditionFacts("T", "", f"{n:08d}", Path("p")) for n in range(20)]
    provenance = assign_bits(editions, {n: ["T"] for n in range(20)}, {"T": 0})
    named = provenance.read(f"0:{sum(provenance.bits.values())}")
    assert len(named) <= 80 and named.endswith("+…")
