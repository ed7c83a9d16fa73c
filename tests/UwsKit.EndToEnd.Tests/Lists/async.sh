#!/bin/sh
# Answers every query with the same table; FAIL and SLEEP in it are orders.
case ${UWS_PARAM_QUERY-} in
*FAIL*) echo "there is no table 'nowhere'" >&2; exit 1 ;;
*SLEEP*) sleep 300 ;;
esac
cat >"$UWS_OUTPUT_DIR/result.vot" <<'VOTABLE'
<?xml version="1.0"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/>
<TABLE><FIELD name="n" datatype="int"/><DATA><TABLEDATA><TR><TD>42</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
VOTABLE
