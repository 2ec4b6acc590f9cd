"""As much of CBOR (RFC 8949) as statements use; written apart from the program that it checks."""


class Tag:
    """A tag and what it tags."""

    def __init__(self, number, value):
        self.number = number
        self.value = value


def decode(data):
    """The one value that `data` is."""
    value, end = item(data, 0)
    assert end == len(data)
    return value


def item(data, place):
    major, low = data[place] >> 5, data[place] & 31
    place += 1
    argument = low
    if 24 <= low <= 27:
        width = 1 << (low - 24)
        argument = int.from_bytes(data[place : place + width], "big")
        place += width
    if major == 0:
        return argument, place
    if major == 1:
        return -1 - argument, place
    if major == 2:
        return data[place : place + argument], place + argument
    if major == 3:
        return data[place : place + argument].decode(), place + argument
    if major == 4:
        values = []
        for _ in range(argument):
            value, place = item(data, place)
            values.append(value)
        return values, place
    if major == 5:
        pairs = {}
        for _ in range(argument):
            key, place = item(data, place)
            pairs[key], place = item(data, place)
        return pairs, place
    if major == 6:
        value, place = item(data, place)
        return Tag(argument, value), place
    return {20: False, 21: True, 22: None}[low], place


def statement(entry):
    """Of a statement (COSE_Sign1, RFC 9052): its protected header and its SenML records, or None for a genesis."""
    envelope = decode(entry)
    protected, _, payload, _ = envelope.value
    records = decode(payload)
    return decode(protected), records if isinstance(records, list) else None
