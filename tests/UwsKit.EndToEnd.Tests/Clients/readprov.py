"""Reads what a service says of its provenance by the prov library: each file must survive a round trip, and all must say the same."""
import sys

from prov.model import ProvDocument

documents = {}
for name in sys.argv[1:]:
    form = "xml" if name.endswith(".xml") else "json"
    document = ProvDocument.deserialize(name, format=form)
    again = ProvDocument.deserialize(content=document.serialize(format=form), format=form)
    assert document == again, f"{name}: not the same after a round trip"
    documents[name] = {(r.get_type().localpart, str(r.identifier) if r.is_element() else str([str(v) for v in r.args if v is not None])) for r in document.get_records()}

first = next(iter(documents.values()))
for name, records in documents.items():
    assert records == first, f"{name}: {sorted(records ^ first)[:5]}"

print(len(first), "records")
print("fine")
