"""Conditions from text.

    condition  = both ("or" both)*
    both       = negation ("and" negation)*
    negation   = "not" negation | "(" condition ")" | comparison
    comparison = field OP constant | constant OP field
               | constant OP field OP constant        both OP rise, or both fall
               | field ["not"] "in" "(" constant ("," constant)* [","] ")"
               | field "is" ["not"] "None"

The language is a small part of Python's expressions, and a condition reads the same to both. It has a
reader of its own, not ``ast``'s: numbers are taken from the text as Decimals, a place in the text is a
place in characters, no version of Python adds to what a policy may say, no warning filter of the host
has a word in it, and the depth is bounded before anything is built.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Literal, TypeAlias, cast

from creditkit.errors import InvalidInput
from creditkit.rules._conditions import LEVELS, And, Compare, Condition, Constant, In, Missing, Not, Or
from creditkit.rules._edges import Op
from creditkit.rules._errors import ConditionError
from creditkit.rules._fields import Field, Fields, Kind, field_named
from creditkit.rules._fit import check_op, fitting
from creditkit.rules._tokens import CHARACTERS, Token, tokens, unquoted

#: A constant as it is written: its value, and where.
_Written: TypeAlias = tuple[Constant, Token]

#: The same comparison read from the other side.
_FLIPPED: dict[str, Op] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def parse(text: str, fields: Fields, path: str = "condition") -> Condition:
    """A condition from its text.

    Numbers are exact decimals, days are quoted and typed by their field, ``None`` is asked for with
    ``is``. ``80 > score`` is ``score < 80``; ``0.6 <= coverage < 0.8`` is the ``and`` of its two halves.
    Percent signs, exponents, calls, attributes, arithmetic, a second field and a bare flag are refused.

    Raises:
        ConditionError: with a caret under the place; unknown fields with the nearest name. At most 2,000
            characters and 16 levels of parentheses and ``not``.

    >>> from creditkit.rules import Field, declared
    >>> fields = declared([Field("score", "number"), Field("grade", "text", choices=["A", "B"])])
    >>> parse("score < 80 and grade == 'A'", fields).args[0]
    Compare(field='score', op='<', value=Decimal('80'))
    >>> try:
    ...     parse("0 < scor", fields)
    ... except InvalidInput as error:
    ...     print(error)
    condition: 'scor' given; accepted: a declared field. Did you mean 'score'?
      0 < scor
          ^
    """
    if not isinstance(text, str):
        raise InvalidInput(path, text, "the text of a condition")
    if len(text) > CHARACTERS:
        raise InvalidInput(path, f"{len(text)} characters", f"at most {CHARACTERS} characters")
    return _Reader(text, fields, path).condition_to_the_end()


class _Reader:
    """One reading of one text, from left to right, one token ahead."""

    def __init__(self, text: str, fields: Fields, path: str) -> None:
        self.text, self.fields, self.path = text, fields, path
        self.tokens = list(tokens(text, path))
        self.position = 0
        self.depth = 1

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        token = self.next
        self.position += token.kind != "end"
        return token

    def took(self, *pieces: str) -> bool:
        """Goes past the pieces if they are what comes next. A quoted text is none of them."""
        ahead = self.tokens[self.position : self.position + len(pieces)]
        there = tuple(token.text for token in ahead) == pieces
        self.position += len(pieces) if there else 0
        return there

    def refused(self, token: Token, accepted: str, remedy: str = "") -> ConditionError:
        given = token.text or "the end of the condition"
        return ConditionError(self.path, given, accepted, remedy, self.text, token.at)

    def at(self, token: Token, error: InvalidInput) -> ConditionError:
        """An error of a constant or a tree, with its place in the text."""
        return ConditionError(self.path, error.given, error.accepted, error.remedy, self.text, token.at)

    def condition_to_the_end(self) -> Condition:
        condition = self.condition()
        if self.next.kind != "end":
            raise self.stray(self.next)
        return condition

    def stray(self, token: Token) -> ConditionError:
        if token.text in ("(", "["):
            return self.refused(token, "and, or, or the end; calls and subscripts are not")
        if token.text in ("+", "-"):
            return self.refused(token, "a field against constants; arithmetic is not")
        if token.kind == "op":
            return self.refused(token, "a chain of constant < field < constant, and no other")
        return self.refused(token, "and, or, or the end of the condition")

    def condition(self) -> Condition:
        return self.joined("or", self.both, Or)

    def both(self) -> Condition:
        return self.joined("and", self.negation, And)

    def joined(
        self, word: str, part: Callable[[], Condition], join: Callable[[list[Condition]], Condition]
    ) -> Condition:
        first = self.next
        parts = [part()]
        while self.took(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else self.built(first, lambda: join(parts))

    def built(self, token: Token, build: Callable[[], Condition]) -> Condition:
        try:
            return build()
        except InvalidInput as error:
            raise self.at(token, error) from None

    def negation(self) -> Condition:
        token = self.next
        if token.text not in ("not", "("):
            return self.comparison()
        self.take()
        self.depth += 1
        if self.depth > LEVELS:
            raise self.refused(token, f"at most {LEVELS} levels of parentheses and not")
        inner = self.negation() if token.text == "not" else self.condition()
        if token.text == "(" and not self.took(")"):
            raise self.refused(self.next, "and, or, or a closing parenthesis")
        self.depth -= 1
        return inner if token.text == "(" else self.built(token, lambda: Not(inner))

    def comparison(self) -> Condition:
        token = self.next
        if token.kind != "name":
            return self.from_constant()
        field = self.field()
        if self.took("is", "not", "None"):
            return self.built(token, lambda: Not(Missing(field.name)))
        if self.took("is", "None"):
            return Missing(field.name)
        if self.took("not", "in"):
            return self.built(token, lambda: Not(self.several(field)))
        if self.took("in"):
            return self.several(field)
        return self.compared(field, self.op(field), self.constant())

    def from_constant(self) -> Condition:
        """``80 > score``, and the chain ``0.6 <= coverage < 0.8``."""
        left = self.constant()
        op = self.op(None)
        field = self.field()
        first = self.compared(field, _FLIPPED[op], left)
        if self.next.kind != "op":
            return first
        if self.next.text[0] != op[0] or op[0] not in "<>":
            raise self.refused(self.next, "a chain that rises throughout, or falls throughout")
        return And([first, self.compared(field, self.op(field), self.constant())])

    def field(self) -> Field:
        token = self.take()
        if token.kind != "name":
            raise self.refused(token, "a field: constants are compared with fields")
        if self.next.text == "(":
            raise self.refused(token, "fields and constants; calls are not")
        try:
            return field_named(token.text, self.fields, self.path)
        except InvalidInput as error:
            raise self.at(token, error) from None

    def op(self, field: Field | None) -> Op:
        token = self.take()
        if token.kind == "op":
            return self.checked(cast(Op, token.text), field, token)
        if token.text in ("+", "-"):
            raise self.refused(token, "a field against constants; arithmetic is not")
        if token.text == "[":
            raise self.refused(token, "a field by its plain name; subscripts are not")
        if token.text == "is":
            raise self.refused(token, "is None, is not None", "compare with ==")
        flag = field is not None and field.kind is Kind.flag
        remedy = f"write {field.name} == True" if field and flag else ""
        raise self.refused(token, "a comparison: < <= > >= == != in is", remedy)

    def checked(self, op: Op, field: Field | None, token: Token) -> Op:
        try:
            if field is not None:
                check_op(field, op, self.path)
        except InvalidInput as error:
            raise self.at(token, error) from None
        return op

    def compared(self, field: Field, op: Op, written: _Written) -> Compare:
        constant, token = written
        try:
            check_op(field, op, self.path)
            return Compare(field.name, op, fitting(field, constant, self.path, read=True))
        except InvalidInput as error:
            raise self.at(token, error) from None

    def several(self, field: Field) -> In:
        opening = self.take()
        if opening.text not in ("(", "["):
            raise self.refused(opening, "constants in parentheses")
        closing = ")" if opening.text == "(" else "]"
        values: list[Constant] = []
        while not values or not self.took(closing):
            constant, token = self.constant()
            try:
                values.append(fitting(field, constant, self.path, read=True))
            except InvalidInput as error:
                raise self.at(token, error) from None
            if not self.took(",") and self.next.text != closing:
                raise self.refused(self.next, f"a comma or {closing}")
        try:
            return In(field.name, tuple(values))
        except InvalidInput as error:
            raise self.at(opening, error) from None

    def constant(self) -> _Written:
        token = self.take()
        if token.kind == "number" or token.text in ("-", "+"):
            return self.number(token), token
        if token.kind == "text":
            return unquoted(token, self.text, self.path), token
        if token.text in ("True", "False"):
            return token.text == "True", token
        raise self.no_constant(token)

    def number(self, token: Token) -> Decimal:
        sign: Literal["-", ""] = "-" if token.text == "-" else ""
        number = token if token.kind == "number" else self.take()
        if number.kind != "number":
            raise self.refused(number, "a number after the sign")
        try:
            return Decimal(sign + number.text)
        except ArithmeticError:
            raise self.refused(number, "a number in plain digits") from None

    def no_constant(self, token: Token) -> ConditionError:
        if token.text == "None":
            return self.refused(token, "a constant", "ask for a missing value with: is None")
        if token.kind != "name":
            return self.refused(token, "a field, a number, a quoted text, True or False")
        if self.next.text == "(":
            return self.refused(token, "a constant; calls are not")
        accepted = "a constant: one field is compared with constants, not with another field"
        return self.refused(token, accepted, "" if token.text in self.fields else f"write '{token.text}' for text")
