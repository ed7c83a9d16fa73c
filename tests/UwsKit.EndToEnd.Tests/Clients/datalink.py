"""Reads links with pyvo. Usage: datalink.py SERVICE LINKS...; says "fine" at the end."""
import sys

import requests
from pyvo.dal.adhoc import DatalinkResults

service, links = sys.argv[1:]

results = DatalinkResults.from_result_url(links)
assert len(results) == len(list(results)) > 4, len(results)
byterm = {term: [row for row in results if row.semantics == "#" + term] for term in ("this", "preview", "auxiliary", "progenitor")}
this, = byterm["this"]
assert this.content_type == "image/fits" and int(this.content_length) > 2880, this
assert requests.get(this.access_url).content[:6] == b"SIMPLE"
assert all(not row.error_message for row in results)
preview, = byterm["preview"]
assert requests.get(preview.access_url).content[1:4] == b"PNG"
assert {"summary", "log"} <= {row["local_semantics"] for row in byterm["auxiliary"]}, byterm["auxiliary"]
assert len(byterm["progenitor"]) == 1

descriptor = results.get_adhocservice_by_ivoid("ivo://ivoa.net/std/UWS#rest-1.1")
assert descriptor.name == "skymap"
parameters = {parameter.name: parameter for group in descriptor.groups for parameter in group.entries}
assert parameters["width"].values.min == 0.1 and parameters["width"].values.max == 20, parameters["width"].values
assert parameters["width"].unit == "deg"

everything = DatalinkResults.from_result_url(service + "/links")
assert len(everything) == 0
services = {resource.name: resource for resource in everything.iter_adhocservices()}
assert {"skymap", "simulate"} <= set(services), services
url, = [parameter.value for parameter in services["skymap"].params if parameter.name == "accessURL"]
assert requests.get(url).status_code == 200, url
missing = DatalinkResults.from_result_url(service + "/links?ID=nope")
assert missing[0].error_message.startswith("NotFoundFault"), missing[0]
print("fine")
