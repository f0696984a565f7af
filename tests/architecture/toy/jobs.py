"""One job; the façade has opened the owner's scope."""

from tests.architecture.toy.models import Wish


def count_wishes(owner_id: int) -> str:
    return f"{Wish.objects.filter(owner_id=owner_id).count()} Wünsche"
