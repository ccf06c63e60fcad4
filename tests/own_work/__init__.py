"""Tests of `reviewer.own_work`."""
