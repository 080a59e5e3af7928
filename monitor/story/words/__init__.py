"""The words of six languages that tell facts: one module a language, nothing but tables."""
