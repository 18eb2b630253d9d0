"""Character offsets in the two units that tools count in."""

from __future__ import annotations


class Offsets:
    """Places in one text, in characters (Unicode code points) and in UTF-16 code units.

    Python counts characters; JavaScript counts code units, of which a character beyond U+FFFF, such as most emoji, has
    two. For a text without such characters both are the same.

    Args:
        text: The text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._units = [0]
        for character in text:
            self._units.append(self._units[-1] + (2 if ord(character) > 0xFFFF else 1))
        self._characters = {unit: number for number, unit in enumerate(self._units)}

    @property
    def alike(self) -> bool:
        """Whether both units count the same."""
        return self._units[-1] == len(self.text)

    def from_utf16(self, place: int) -> int | None:
        """Return the place in characters of a place in code units; None within or behind a character."""
        return self._characters.get(place)

    def words(self, start: int, end: int, *, utf16: bool) -> str | None:
        """Return the words from one place to another.

        Args:
            start: The first place.
            end: The place behind the last one.
            utf16: Whether both are counted in code units.

        Returns:
            The words, or None when the places are not within the text.
        """
        first = self.from_utf16(start) if utf16 else start
        last = self.from_utf16(end) if utf16 else end
        if first is None or last is None or not 0 <= first < last <= len(self.text):
            return None
        return self.text[first:last]
