"""Why a paper could not be made; every one of them is a `NoticeNotRendered`."""

from surveyapp.errors import DomainError, marked


class NoticeNotRendered(DomainError):
    """No bytes came out; `reason` says why. Nothing was numbered and nothing was stored."""

    sentence = marked("通知书没有生成：%(reason)s。")


class PdfUnavailable(NoticeNotRendered):
    """The machine lacks a library that laying out needs; everything but PDF works."""

    sentence = marked("这台机器缺少排版用的系统库，不能生成 PDF；请由管理员安装（%(reason)s）。")


class GlyphsMissing(NoticeNotRendered):
    """Characters stand in the text that none of our fonts has; `characters` names them."""

    sentence = marked("通知书没有生成：字体中没有这些字符 %(characters)s。请改用字体中已有的字。")


class PictureMissing(NoticeNotRendered):
    """A picture named in the page was not handed over or cannot be read."""

    sentence = marked("通知书没有生成：缺少图片或图片无法读取（%(name)s）。")


class SourceRefused(NoticeNotRendered):
    """The page asked for something outside itself; nothing is ever fetched."""

    sentence = marked("通知书没有生成：页面要求读取外部内容（%(address)s），这不被允许。")


class WrongFont(NoticeNotRendered):
    """The finished file holds a font that is not one of ours, or one of a wrong kind."""

    sentence = marked("通知书没有生成：文件中出现了不应有的字体（%(fonts)s）。")
