#!/usr/bin/env python3
"""Counts map of an event list with gammapy. Parameters come from the JSON file that the service names."""
import json
import os

from gammapy.data import EventList
from gammapy.maps import WcsGeom, WcsNDMap

with open(os.environ["UWS_PARAMETERS_FILE"]) as file:
    parameters = json.load(file)

events = EventList.read(parameters["events"])
width, binsize = float(parameters["width"]), float(parameters["binsize"])
geometry = WcsGeom.create(skydir=events.pointing_radec, width=width, binsz=binsize, proj="TAN", frame="icrs")
counts = WcsNDMap(geometry)
counts.fill_events(events)
counts.write(os.path.join(os.environ["UWS_OUTPUT_DIR"], "skymap.fits"), overwrite=True)
print(f"{len(events.table)} events, {counts.data.sum():.0f} on the map")
