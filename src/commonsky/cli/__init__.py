"""Commands: parse, call one workflow, print. No thinking."""
