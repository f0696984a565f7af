"""A version of the strategy in easy words: written, checked by rules, read by people, released. Only what was tested by readers
of the target group is called Leichte Sprache."""
