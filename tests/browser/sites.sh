#!/usr/bin/env bash
# Makes the sites that site.test.mjs opens: sites.sh PROGRAM FOLDER, from the project's own folder.
#   FOLDER/sample    the annual rating of the sample
#   FOLDER/hostile   the same with names that would act if they were not escaped, in every source, and
#                    with a true map
#   FOLDER/unrated   a pipeline that rates nobody
set -euo pipefail
program="$(realpath "$1")"
folder="$2"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
mkdir -p "$folder"

site() {
    "$program" run "$2" --quiet --out "$folder/out-$1"
    "$program" site "$folder/out-$1" --out "$folder/$1"
}

site sample pipelines/annual-rating
site unrated pipelines/minimal

# One square a council, called by its code, and a property that would act.
node "$here/squares.mjs" "$folder/sample/ratings.csv" >"$folder/squares.geojson"
mkdir -p "$folder/pipeline"
cp pipelines/annual-rating/* "$folder/pipeline/"
bad="'</script><img src=x onerror=document.title=1>\"&<b>'"
mapped() {
    local source="$1" columns="$2"
    shift 2
    echo "[sources.$source.columns]"
    for column in $columns; do
        echo "$column = '''\"$column\"'''"
    done
    for column in "$@"; do
        echo "$column = '''\"$column\" || $bad'''"
    done
}
while IFS= read -r line; do
    case "$line" in
        'title = '*) echo "title = '''</title><script>document.title=1</script>'''" ;;
        'root = '*) echo "root = \"$PWD/data-samples/england-2009\"" ;;
        *) echo "$line" ;;
    esac
    case "$line" in
        'path = "authorities.parquet"') mapped authorities "code level" name region kind addressee ;;
        'path = "./indicators.csv"')
            mapped indicators "indicator outcome polarity decimals" title
            # A share stays one.
            echo "unit = '''CASE WHEN \"unit\" = 'count' THEN \"unit\" || $bad ELSE \"unit\" END'''"
            ;;
        'path = "neighbours.parquet"') mapped neighbours "authority neighbour rank distance" closeness ;;
        'path = "characteristics.parquet"') mapped characteristics "authority value" feature ;;
        'path = "inspections.parquet"')
            mapped inspections "provision authority inspected_on published_on grade status event"
            # A reference number has at most 16 signs.
            echo "urn = '''\"urn\" || '<b>&''''"
            ;;
        'path = "findings.parquet"')
            mapped findings "authority kind aspect grade outcome inspected_on published_on" reference ;;
        'path = "observations.parquet"')
            mapped observations "authority indicator period value numerator denominator" status
            echo "breakdown = '''CASE WHEN \"breakdown\" = 'all' THEN 'all' ELSE \"breakdown\" || $bad END'''"
            ;;
        'max_rejected = 1.0') mapped judgements "authority rating decided_on" reason decided_by ;;
    esac
done <pipelines/annual-rating/pipeline.toml >"$folder/pipeline/pipeline.toml"
cat >>"$folder/pipeline/pipeline.toml" <<EOF
[sources.boundaries]
path = "$folder/squares.geojson"
[sources.boundaries.columns]
authority = '"</script><img src=x onerror=document.title=1>"'
geometry = "geometry"
EOF
site hostile "$folder/pipeline"
