"""Tests of reviewer/embedding."""
