"""The error of a sample's arguments that cannot be used, in both languages."""


class SampleRefused(ValueError):
    """An argument cannot be used: its name, its value and what would do, in English and Chinese."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh
