"""Say what QGIS finds in layers, and draw them as it shows them.

A helper of test_qgis.py, run by the Python that has PyQGIS: ``python3 read_by_qgis.py JOB``. The job is JSON with
`layers`, an address by key, and `pictures`: by file, the keys of its `layers` from the top down, an `extent` and a
`size`. What is found is printed as JSON.
"""

import json
import sys
from pathlib import Path

from qgis.core import (
    NULL,
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsRectangle,
    QgsRenderContext,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor


def plain(value):
    """A value of a field as JSON holds it."""
    return None if value == NULL else value


def context_of(layer, settings=None):
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer) if layer else [])
    if settings:
        context.appendScope(QgsExpressionContextUtils.globalScope())
        context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))
    return context


def said(layer, text):
    """What an expression gives for the first feature; the fault where it is none."""
    expression = QgsExpression(text)
    if expression.hasParserError():
        return {"fault": expression.parserErrorString()}
    context = context_of(layer)
    context.setFeature(next(layer.getFeatures()))
    value = expression.evaluate(context)
    return {"fault": expression.evalErrorString()} if expression.hasEvalError() else {"value": plain(value)}


def defined(symbol):
    """Expressions that properties of a symbol have, those of symbols inside it among them."""
    for layer in symbol.symbolLayers():
        properties = layer.dataDefinedProperties()
        yield from (properties.property(key).expressionString() for key in properties.propertyKeys())
        if layer.subSymbol():
            yield from defined(layer.subSymbol())


def drawing(layer):
    """How QGIS draws it."""
    renderer = layer.renderer()
    symbols = renderer.symbols(QgsRenderContext())
    found = {
        "renderer": renderer.type(),
        "kinds": [[one.layerType() for one in symbol.symbolLayers()] for symbol in symbols],
        "expressions": sorted({text for symbol in symbols for text in defined(symbol)}),
        "order": [clause.expression().expression() for clause in renderer.orderBy().list()] * renderer.orderByEnabled(),
    }
    if found["renderer"] == "categorizedSymbol":
        found["attribute"] = renderer.classAttribute()
        found["categories"] = [
            [category.value(), category.label(), category.symbol().symbolLayers()[-1].color().name()]
            for category in renderer.categories()
        ]
    elif symbols:
        found["colour"] = symbols[0].symbolLayers()[-1].color().name()
    if layer.labelsEnabled():
        settings = layer.labeling().settings()
        form = settings.format()
        found["label"] = {
            "expression": settings.fieldName,
            "from": settings.minimumScale if settings.scaleVisibility else None,
            "halo": form.buffer().enabled(),
            "points": form.size(),
        }
    return found


def found(layer):
    """What QGIS says of a layer."""
    if not layer.isValid():
        return {"valid": False}
    box = layer.extent()
    fields = layer.fields()
    rows = [[plain(value) for value in feature.attributes()] for feature in layer.getFeatures()]
    formatters = QgsApplication.fieldFormatterRegistry()
    shown = {}
    for place, field in enumerate(fields):
        setup = field.editorWidgetSetup()
        if setup.type() == "ValueMap":
            form = formatters.fieldFormatter("ValueMap")
            values = sorted({row[place] for row in rows})
            shown[field.name()] = {
                value: form.representValue(layer, place, setup.config(), None, value) for value in values
            }
    answer = {
        "valid": True,
        "count": layer.featureCount(),
        "crs": layer.crs().authid(),
        "geometry": QgsWkbTypes.displayString(layer.wkbType()),
        "extent": [box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()],
        "aliases": {field.name(): layer.attributeAlias(place) for place, field in enumerate(fields)},
        "shown": shown,
        "title": layer.metadata().title(),
        "columns": fields.names(),
        "rows": rows,
    }
    if rows:
        answer["display"] = said(layer, layer.displayExpression())
        answer["tip"] = QgsExpression.replaceExpressionText(layer.mapTipTemplate(), feature_context(layer))
    if layer.renderer():
        answer |= drawing(layer)
        texts = [*answer["expressions"], *answer["order"]]
        answer["faults"] = [fault for text in texts if (fault := QgsExpression(text).parserErrorString())]
        if rows and "label" in answer:
            answer["label"]["first"] = said(layer, answer["label"]["expression"])
    return answer


def feature_context(layer):
    context = context_of(layer)
    context.setFeature(next(layer.getFeatures()))
    return context


def draw(layers, path, *, extent, size):
    """Draw layers into a PNG; give the scale and what went wrong."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setOutputSize(QSize(*size))
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4490"))
    settings.setBackgroundColor(QColor("white"))
    settings.setFlag(QgsMapSettings.Antialiasing)
    settings.setExtent(QgsRectangle(*extent))
    settings.setExpressionContext(context_of(None, settings))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    if not job.renderedImage().save(path):
        raise SystemExit(f"cannot write {path}")
    return {"scale": settings.scale(), "errors": [error.message for error in job.errors()]}


def main(path):
    job = json.loads(Path(path).read_text("utf-8"))
    application = QgsApplication([], False)  # noqa: FBT003 - without windows
    application.initQgis()
    layers = {key: QgsVectorLayer(address, key, "ogr") for key, address in job["layers"].items()}
    answer = {
        "version": Qgis.QGIS_VERSION,
        "layers": {key: found(layer) for key, layer in layers.items()},
        "pictures": {
            file: draw([layers[key] for key in view["layers"]], file, extent=view["extent"], size=view["size"])
            for file, view in job["pictures"].items()
        },
    }
    sys.stdout.write(json.dumps(answer, default=str))
    sys.stdout.flush()
    layers.clear()
    application.exitQgis()


if __name__ == "__main__":
    main(sys.argv[1])
