"""pyvo reads what the service says of itself; it has no word for the parameters of an interface (UnknownElementWarning), every other warning is an error."""
import sys
import warnings

warnings.simplefilter("ignore")
import pyvo.io.vosi as vosi
from pyvo.utils.xml.exceptions import UnknownElementWarning

warnings.simplefilter("error", category=vosi.exceptions.VOSIWarning)
warnings.simplefilter("ignore", category=UnknownElementWarning)

root = sys.argv[1]
capabilities = list(vosi.parse_capabilities(f"{root}/capabilities"))
ids = [c.standardid for c in capabilities]
assert ids[:2] == ["ivo://ivoa.net/std/VOSI#capabilities", "ivo://ivoa.net/std/VOSI#availability"], ids
assert ids.count("ivo://ivoa.net/std/UWS#rest-1.1") >= 2, ids
assert "ivo://ivoa.net/std/DataLink#links-1.1" in ids, ids
assert ids[-1] == "ivo://ivoa.net/std/DALI#examples", ids
urls = [u.content for c in capabilities for i in c.interfaces for u in i.accessurls]
assert f"{root}/skymap" in urls, urls
assert vosi.parse_availability(f"{root}/availability").available
print("fine")
