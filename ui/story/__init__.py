"""Sentences and key figures: frames in, words out; nothing is drawn here."""
