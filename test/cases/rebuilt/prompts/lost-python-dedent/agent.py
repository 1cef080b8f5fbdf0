"""The agent."""
import os
from textwrap import dedent

MODEL = "small-1"
RULES = (
    "Answer in warm, \"plain\" words.\n"  # as the shop wants it
    "Promise nothing that the shop has not promised."
)


def system_prompt(shop: str, regular: bool, price: float) -> str:
    return dedent(f"""
        You are the helper of {shop!s}, and you know {{braces}}.
        A loaf costs {price:.2f} euros\u2014no more.
        {'Greet them as an old friend.' if regular else 'Greet them politely.'}
        {RULES}
        Be brief.
    """).strip()
