"""What argparse says of itself, in Chinese. Standard library only, for manage.py needs it first."""

from __future__ import annotations

import argparse

WORDS = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "optional arguments": "选项",
    "show this help message and exit": "显示本说明，不做任何事",
    "%(prog)s: error: %(message)s\n": "%(prog)s：%(message)s\n",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s：%(message)s",
    "the following arguments are required: %s": "缺少参数 %s。加 -h 查看说明。",
    "unrecognized arguments: %s": "没有参数 %s。加 -h 查看说明。",
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "没有 %(value)r 这个选择，可选：%(choices)s。"
    ),
    "invalid choice: %r (choose from %s)": "没有 %r 这个选择，可选：%s。",
    "invalid %(type)s value: %(value)r": "%(value)r 的写法不对。加 -h 查看说明。",
    "invalid %(type)s value: %(value)s": "%(value)s 的写法不对。加 -h 查看说明。",
    "expected one argument": "后面缺少内容。",
    "expected at least one argument": "后面至少要有一项内容。",
    "expected at most one argument": "后面最多一项内容。",
    "expected %s argument": "后面应有 %s 项内容。",
    "expected %s arguments": "后面应有 %s 项内容。",
    "ignored explicit argument %r": "后面不应有内容 %r。",
    "not allowed with argument %s": "不能和 %s 一起用。",
    "ambiguous option: %(option)s could match %(matches)s": (
        "%(option)s 不明确，可能是 %(matches)s。"
    ),
}


def speak_chinese() -> None:
    """Every parser made or used from now on speaks Chinese; what is not in WORDS stays as it is."""
    argparse._ = said
    argparse.ngettext = lambda one, many, number: said(one if number == 1 else many)


def said(words: str) -> str:
    return WORDS.get(words, words)
