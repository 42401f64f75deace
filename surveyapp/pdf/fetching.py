"""What a page may read: the pictures handed over with it, and nothing else in the world."""

from collections.abc import Mapping

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from surveyapp.pdf.failures import NoticeNotRendered, PictureMissing, SourceRefused
from surveyapp.pdf.pictures import media_type

SCHEME = "picture:"


class OnlyGivenPictures(URLFetcher):  # type: ignore[misc]
    """Answer `picture:NAME` from a mapping and stop the rendering at every other address."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._pictures = pictures

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return the picture of that name; raises `FatalURLFetchingError` for all else."""
        picture = self._pictures.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
        if picture is None:
            raise FatalURLFetchingError(url)
        return URLFetcherResponse(url, picture, {"Content-Type": media_type(picture)})


def failure_of(stopped: FatalURLFetchingError) -> NoticeNotRendered:
    """Turn a stopped fetch into the failure a person can read."""
    address = str(stopped)
    if address.startswith(SCHEME):
        return PictureMissing(name=address.removeprefix(SCHEME))
    return SourceRefused(address=address[:200])
