"""A clerk at random: canonical rows written into workbooks of any layout, wording and notation.

Everything is drawn from one seeded generator, so a failing workbook can be written again.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlwt

from models.catalog.forms import Column, Form
from pipelines.reading.grid import letter
from tests.books import forms, write_book, write_csv

UNKNOWN = ["", "/", "-", "—", "不详", "未知"]
ZERO = ["0", "无", "零", 0]
FULL = str.maketrans("0123456789.", "０１２３４５６７８９．")
HAN = "零一二三四五六七八九"
FINANCIAL = "零壹贰叁肆伍陆柒捌玖"
FORMS_TITLES = {
    "facility": "养老领域单位基础信息表",
    "screening": "养老领域风险排查表",
    "lead": "养老领域问题线索台账",
    "rectification": "养老领域问题整改台账",
    "publicity": "防范养老诈骗宣传活动统计表",
    "submission": "工作进展报送情况表",
    "population": "老年人口底数统计表",
}


@dataclass
class Paper:
    """A workbook on paper: the cells of one sheet and what must come back from them."""

    form: Form
    rows: list[list[Any]] = field(default_factory=list)
    expected: list[dict[str, Any]] = field(default_factory=list)  # with source_row
    header_row: int = 0
    skipped: int = 0
    merges: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)  # column → heading, for messages


def han(number: int, digits: str = HAN, small: str = "十百千") -> str:
    """Chinese numerals below 100,000,000 (written anew here, to check the reader against)."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "" if not low else ("零" if low < 1000 else "")
        return han(high, digits, small) + "万" + gap + (han(low, digits, small) if low else "")
    text, zero = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            text += ("零" if zero else "") + digits[digit] + (small[power - 1] if power else "")
            zero = False
        elif text:
            zero = True
    text = text or digits[0]
    return text[1:] if text.startswith(("一十", "壹拾")) and digits is HAN else text


class Scribe:
    """Writes one paper."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.form = self.rng.choice(forms().forms)
        self.year, self.month = self.rng.choice([2025, 2026]), self.rng.randint(1, 12)
        self.village = self.rng.choice(forms().region.villages)
        self.title_money = self.rng.choice([None, "元", "万元"])
        self.village_in_title = self.rng.random() < 0.35
        self.columns = self._columns()
        self.heading_money: dict[str, str] = {}
        self.percent_in_heading = False
        self.merged: set[str] = set()  # columns that already hold a merged body cell

    # ------------------------------------------------------------ which columns, in what words

    def _columns(self) -> list[Column]:
        chosen = []
        for column in self.form.columns:
            if column.type == "village" and column.required and self.village_in_title:
                continue
            if column.type == "period":
                continue
            if column.required or self.rng.random() < 0.6:
                chosen.append(column)
        if self.form.identity.any and not {c.name for c in chosen} & set(self.form.identity.any):
            chosen.append(self.form.column(self.form.identity.any[0]))
        self.rng.shuffle(chosen)
        return chosen

    def heading(self, column: Column) -> str:
        """A synonym, decorated as clerks do; money may name its unit."""
        plain = [s for s in (column.heading, *column.synonyms) if "/" not in s and len(s) < 16]
        word = self.rng.choice(plain)
        if column.type == "money_wan" and "元" not in word and self.rng.random() < 0.5:
            unit = self.rng.choice(["元", "万元"])
            self.heading_money[column.name] = unit
            word += self.rng.choice([f"（{unit}）", f"({unit})", f"（单位：{unit}）"])
        elif column.type == "money_wan" and "元" in word:
            self.heading_money[column.name] = "万元" if "万元" in word else "元"
        elif (
            column.type == "count" and column.unit and "（" not in word and self.rng.random() < 0.2
        ):
            word += f"（{column.unit}）"
        if word.endswith("日期") and len(word) > 2 and self.rng.random() < 0.2:
            word = word.removesuffix("日期") + "年月日"
        if column.type == "percent":
            self.percent_in_heading = "%" in word
        return self._decorated(word)

    def _decorated(self, word: str) -> str:
        draw = self.rng.random()
        if draw < 0.1:
            return "*" + word
        if draw < 0.2 and len(word) > 3:
            return word[:2] + "\n" + word[2:]
        if draw < 0.3 and len(word) == 2:
            return word[0] + "　" + word[1]
        return f" {word} " if draw < 0.35 else word

    # ------------------------------------------------------------ values

    def value(self, column: Column) -> Any:
        """A canonical value; None where the column may be unknown."""
        if not column.required and self.rng.random() < 0.2:
            return None
        return getattr(self, f"_value_{column.type}")(column)

    def _value_name(self, column: Column) -> str:
        place = self.rng.choice("松柏鹤云溪桂兰竹") + self.rng.choice("园庭苑庐居")
        return f"{place}养老院{self.rng.randint(1, 999)}号"

    def _value_person(self, column: Column) -> str:
        return self.rng.choice("张李王赵刘周") + self.rng.choice("某甲乙丙丁")

    def _value_text(self, column: Column) -> str:
        return f"情况记录{self.rng.randint(1, 9999)}，已核对"

    def _value_phone(self, column: Column) -> str:
        return f"1990000{self.rng.randint(1000, 9999)}"

    def _value_code(self, column: Column) -> str:
        from models.matching import CODE_ALPHABET, CODE_WEIGHTS

        body = "91500111" + "".join(self.rng.choice(CODE_ALPHABET) for _ in range(9))
        total = sum(CODE_ALPHABET.index(c) * w for c, w in zip(body, CODE_WEIGHTS, strict=True))
        return body + CODE_ALPHABET[(31 - total % 31) % 31]

    def _value_code_text(self, column: Column) -> str:
        return f"ZG-{self.rng.randint(1, 99999):05d}"

    def _value_enum(self, column: Column) -> str:
        return self.rng.choice(column.options.values)

    def _value_multi(self, column: Column) -> str:
        values = [v for v in column.options.values if v != "无"]
        chosen = self.rng.sample(values, self.rng.randint(1, 3))
        if self.rng.random() < 0.15:
            chosen = ["无"]
        return "、".join(v for v in column.options.values if v in chosen)

    def _value_yesno(self, column: Column) -> str:
        return self.rng.choice(["yes", "no"])

    def _value_village(self, column: Column) -> str:
        return self.rng.choice(forms().region.villages).name

    def _value_unit(self, column: Column) -> str:
        if self.rng.random() < 0.7:
            return self._value_village(column)
        return self.rng.choice(forms().region.departments).name

    def _value_date(self, column: Column) -> date:
        start = date(self.year, self.month, 1)
        return start + timedelta(days=self.rng.randint(0, 27))

    def _value_count(self, column: Column) -> int:
        return self.rng.choice([0, self.rng.randint(1, 30), self.rng.randint(31, 9000)])

    def _value_money_wan(self, column: Column) -> float:
        return self.rng.choice(
            [0.0, self.rng.randint(1, 99_999) / 100, self.rng.randint(1, 30_000)]
        )

    def _value_money_yuan(self, column: Column) -> float:
        return float(self.rng.randint(100, 9000))

    def _value_percent(self, column: Column) -> float:
        return self.rng.randint(10, 300) / 10

    def _value_months(self, column: Column) -> float:
        return float(self.rng.randint(1, 60))

    def _value_multiple(self, column: Column) -> float:
        return self.rng.randint(1, 48) / 2

    def consistent(self, row: dict[str, Any]) -> dict[str, Any]:
        """Values that no rule of the catalogue contradicts."""
        for _ in range(3):
            for rule in forms().rules:
                left, right = row.get(rule.left), row.get(rule.right)
                if rule.form != self.form.code or left is None or right is None:
                    continue
                if (rule.relation == "le" and left > right) or (
                    rule.relation == "ge" and left < right
                ):
                    row[rule.left] = right
                elif rule.relation == "differs" and left == right:
                    row[rule.left] = "钱某"
        return row

    # ------------------------------------------------------------ notations

    def written(self, column: Column, value: Any) -> Any:
        if value is None:
            return self.rng.choice(UNKNOWN)
        return getattr(self, f"_write_{column.type}", self._write_text)(column, value)

    def _write_text(self, column: Column, value: Any) -> Any:
        return value

    def _write_name(self, column: Column, value: str) -> str:
        draw = self.rng.random()
        if draw < 0.1:
            return f" {value} "
        if draw < 0.2:
            return value[:3] + self.rng.choice(["\n", " ", "　"]) + value[3:]
        return value

    def _write_code(self, column: Column, value: str) -> str:
        return self.rng.choice([value, value.lower(), f" {value}"])

    def _write_enum(self, column: Column, value: str) -> str:
        wordings = [k for k, v in column.options.exact.items() if v == value]
        return self.rng.choice([value, value, f"{value}（村里报）", self.rng.choice(wordings)])

    def _write_multi(self, column: Column, value: str) -> str:
        parts = value.split("、")
        if self.rng.random() < 0.2:
            signs = self.rng.choice(["①②③④⑤⑥", ["1.", " 2.", " 3."], ["（1）", "（2）", "（3）"]])
            return "".join(sign + part for sign, part in zip(signs, parts, strict=False))
        return self.rng.choice(["、", "，", ",", "；", ";", "/", " ", "\n"]).join(value.split("、"))

    def _write_yesno(self, column: Column, value: str) -> Any:
        yes = ["是", "有", "√", "Y", 1, "1", "☑", "☑是 □否", "是☑ 否□"]
        no = ["否", "无", "×", "N", 0, "0", "□是 ☑否", "是□ 否☑", "尚未"]
        return self.rng.choice(yes if value == "yes" else no)

    def _write_village(self, column: Column, value: str) -> str:
        village = next((v for v in forms().region.villages if v.name == value), None)
        if village is None:
            department = next(d for d in forms().region.departments if d.name == value)
            return self.rng.choice([value, *department.aliases])
        stem = value.removesuffix("村").removesuffix("社区")
        ways = [value, value, village.full_name, f"季家镇{value}", stem, *village.aliases]
        ways += [f"{value}3组", *(f"原{alias}" for alias in village.aliases)]
        return self.rng.choice(ways)

    _write_unit = _write_village

    def _write_date(self, column: Column, value: date) -> Any:
        y, m, d = value.year, value.month, value.day
        year = "".join(HAN[int(c)] for c in str(y)).replace("零", "〇")
        ways: list[Any] = [
            value,
            f"{y}年{m}月{d}日",
            f"{y}.{m}.{d}",
            f"{y}-{m:02d}-{d:02d}",
            f"{y}/{m}/{d}",
            f"{y}{m:02d}{d:02d}",
            f"{y}年{m}月{d}号",
            f"{year}年{han(m)}月{han(d)}日",
            (value - date(1899, 12, 30)).days,
            f"{y}年{m}月{d}日（周三）",
            f"{y}.{m}.{d}.",
            f"{y}/{m}/{d} 9:00-11:00",
        ]
        if (y, m) == (self.year, self.month):
            ways += [f"{m}月{d}日", f"{m}月{d}号"]
        return self.rng.choice(ways)

    def _write_count(self, column: Column, value: int) -> Any:
        if value == 0:
            return self.rng.choice(ZERO)
        unit = column.unit or "个"
        ways = [value, str(value), f"{value:,}", str(value).translate(FULL), f"{value}{unit}"]
        ways += [han(value), f"约{value}{unit}", han(value, FINANCIAL, "拾佰仟")]
        ways += [f"共{value}{unit}", f"{value}{unit}。", f"{value}+", f"0-{value}{unit}"]
        return self.rng.choice(ways)

    def _write_money_wan(self, column: Column, value: float) -> Any:
        if value == 0:
            return self.rng.choice(ZERO)
        yuan = round(value * 10_000)
        ways: list[Any] = [f"{value:g}万" if value < 1e5 else f"{value:.2f}万", f"{yuan:,}元"]
        if yuan % 1_000_000 == 0:
            ways.append(f"{yuan / 1e8:g}亿元")
        unit = self.heading_money.get(column.name) or self.title_money or "万元"
        bare = value if unit == "万元" else yuan
        ways += [bare, bare, f"{bare:.2f}" if unit == "万元" else f"{bare:,}"]
        return self.rng.choice(ways)

    def _write_money_yuan(self, column: Column, value: float) -> Any:
        return self.rng.choice([value, f"{value:g}元", f"{value:,.0f}"])

    def _write_percent(self, column: Column, value: float) -> Any:
        ways = [f"{value:g}%", f"{value:g}％", value, f"年化{value:g}%", f"{value:g}%/年"]
        return self.rng.choice([*ways, f"不低于{value:g}%"])

    def _write_months(self, column: Column, value: float) -> Any:
        years, months = divmod(int(value), 12)
        ways = [value, f"{value:g}个月", han(int(value))]
        if years:
            ways.append(f"{years}年{months}个月" if months else f"{years}年")
        return self.rng.choice(ways)

    def _write_multiple(self, column: Column, value: float) -> Any:
        return self.rng.choice([value, f"{value:g}倍"])

    # ------------------------------------------------------------ the paper

    def paper(self) -> Paper:
        paper = Paper(self.form)
        self._title(paper)
        has_number = self.rng.random() < 0.6
        words = [self.heading(c) for c in self.columns]
        paper.words = {c.name: w for c, w in zip(self.columns, words, strict=True)}
        self._heading_rows(paper, (["序号"] if has_number else []) + words)
        paper.header_row = len(paper.rows)
        if self.rng.random() < 0.15:
            self._skip(paper, [i + 1 for i in range(len(paper.rows[-1]))])
        self._body(paper, has_number)
        self._foot(paper)
        return paper

    def _heading_rows(self, paper: Paper, words: list[str]) -> None:
        """One row of headings, or two with a group over some of them and the others merged."""
        if len(words) < 5 or self.rng.random() < 0.6:
            paper.rows.append(words)
            return
        first = self.rng.randint(1, len(words) - 3)
        last = self.rng.randint(first + 1, min(first + 3, len(words) - 1))
        group = self.rng.choice(["有关情况", "相关情况", "具体情况", "填报内容"])
        upper = [w if not first <= j <= last else "" for j, w in enumerate(words)]
        upper[first] = group
        paper.rows.append(upper)
        paper.rows.append([w if first <= j <= last else "" for j, w in enumerate(words)])
        top = len(paper.rows) - 1
        paper.merges.append(f"{letter(first)}{top}:{letter(last)}{top}")
        for j in range(len(words)):
            if not first <= j <= last:
                paper.merges.append(f"{letter(j)}{top}:{letter(j)}{top + 1}")

    def _title(self, paper: Paper) -> None:
        where = self.village.name if self.village_in_title else ""
        title = f"季家镇{where}{self.year}年{self.month}月{FORMS_TITLES[self.form.code]}"
        paper.rows += [[] for _ in range(self.rng.choice([0, 0, 1]))]
        paper.rows.append([title])
        line = [f"填报时间：{self.year}年{self.month}月28日"]
        if self.title_money:
            line += ["", f"{self.rng.choice(['单位', '金额单位'])}：{self.title_money}"]
        if self.title_money or self.rng.random() < 0.5:
            paper.rows.append(line)

    def _body(self, paper: Paper, has_number: bool) -> None:
        above: dict[str, Any] = {}
        names = set()
        for number in range(1, self.rng.randint(2, 9)):
            row = {c.name: self._again(c, above) or self.value(c) for c in self.columns}
            row = self.consistent(row)
            key = tuple(map(str, row.values()))
            if key in names or not self._is_report(row):
                continue
            names.add(key)
            cells = [self._cell(c, row, above) for c in self.columns]
            paper.rows.append(([number] if has_number else []) + cells)
            self._merge_names(paper, has_number, row, above)
            paper.expected.append({**self._surrounded(row), "source_row": len(paper.rows)})
            above = row
            if self.rng.random() < 0.1:
                self._skip(paper, [])
            elif self.rng.random() < 0.1:
                self._skip(paper, self._sum_row(has_number))

    def _merge_names(self, paper: Paper, has_number: bool, row: dict, above: dict) -> None:
        """A name or village that stays the same may be one merged cell over both rows."""
        last = len(paper.rows)
        if not paper.expected or paper.expected[-1]["source_row"] != last - 1:
            return
        for j, column in enumerate(self.columns, start=int(has_number)):
            same = row[column.name] is not None and above.get(column.name) == row[column.name]
            if same and column.type in ("name", "village") and column.name not in self.merged:
                self.merged.add(column.name)
                paper.merges.append(f"{letter(j)}{last - 1}:{letter(j)}{last}")

    def _surrounded(self, row: dict[str, Any]) -> dict[str, Any]:
        """What the title adds: the village of rows that name none."""
        if self.village_in_title and self.form.column("village") and row.get("village") is None:
            return {**row, "village": self.village.name}
        return row

    def _again(self, column: Column, above: dict[str, Any]) -> Any:
        """Sometimes a row speaks of the subject of the row above."""
        is_place = column.type in ("name", "village", "person")
        return above.get(column.name) if is_place and self.rng.random() < 0.2 else None

    def _is_report(self, row: dict[str, Any]) -> bool:
        """Whether the row says enough to be told from a line of remarks."""
        said = [v for n, v in row.items() if v is not None and n not in ("unit", "village")]
        return len(said) >= min(2, len(self.columns))

    def _cell(self, column: Column, row: dict[str, Any], above: dict[str, Any]) -> Any:
        value = row[column.name]
        if value is not None and above.get(column.name) == value and self.rng.random() < 0.5:
            return self.rng.choice(["同上", "〃"])
        return self.written(column, value)

    def _sum_row(self, has_number: bool) -> list[Any]:
        numbers = [9 if c.type in ("count", "money_wan") else "" for c in self.columns]
        cells = (["" if has_number else None] if has_number else []) + numbers
        cells[0 if self.rng.random() < 0.5 else min(1, len(cells) - 1)] = self.rng.choice(
            ["小计", "合计", "合 计", "本页小计", "平均"]
        )
        return cells

    def _skip(self, paper: Paper, cells: list[Any]) -> None:
        paper.rows.append(cells)
        paper.skipped += 1

    def _foot(self, paper: Paper) -> None:
        while paper.rows[-1] == []:
            paper.rows.pop()
            paper.skipped -= 1
        if self.rng.random() < 0.5:
            self._skip(
                paper, self._sum_row(len(paper.rows[paper.header_row - 1]) > len(self.columns))
            )
        if self.rng.random() < 0.5:
            self._skip(paper, ["填表人：张某", "", "审核人：李某"])
        if self.rng.random() < 0.3:
            self._skip(paper, ["注：本表每月22日前报送。"])


def save(paper: Paper, folder: Path, rng: random.Random) -> Path:
    """The paper as .xlsx, .csv (two encodings) or .xls."""
    kind = rng.choice(["xlsx", "xlsx", "utf8", "gb", "xls"])
    width = max(map(len, paper.rows))
    rows = [[*row, *[""] * (width - len(row))] for row in paper.rows]
    if kind == "xlsx":
        return write_book(folder / "表.xlsx", {"Sheet1": rows}, merges={"Sheet1": paper.merges})
    if kind == "xls":
        return _write_xls(folder / "表.xls", rows)
    texts = [["" if v is None else str(v) for v in row] for row in rows]
    encoding = "utf-8-sig" if kind == "utf8" else "gb18030"
    return write_csv(folder / "表.csv", texts, encoding)


def _write_xls(path: Path, rows: list[list[Any]]) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if isinstance(value, date):
                sheet.write(i, j, value, day)
            elif value not in (None, ""):
                sheet.write(i, j, value)
    book.save(str(path))
    return path
