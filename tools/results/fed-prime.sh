#!/bin/sh
# The runs behind docs/results/fed-prime.md: FED-PRIME and its field under four patterns of holes and two rates, three seeds.
# Usage, from the root of the repository:  sh tools/results/fed-prime.sh DATASET FOLDER [RATE…]
#   DATASET  fashion or movies: experiments/fed-prime/DATASET-tuned.yaml
#   FOLDER   gets FOLDER/DATASET/PATTERN-RATE; a folder that holds runs already is gone on with
# CONTROLS, a YAML list, takes the place of the file's controls
# Then:  python3 tools/results/fed_prime_table.py FOLDER/DATASET MEASURE…
set -eu
dataset=$1
folder=$2
shift 2
[ $# -gt 0 ] || set -- 0.7 0.5

cell() { # name, missing.train
    out="$folder/$dataset/$1"
    if [ -e "$out/experiment.json" ]; then
        ./kintsugi run --resume "$out"
    else
        ./kintsugi run "experiments/fed-prime/$dataset-tuned.yaml" --seeds 1,2,3 --set "missing.train=$2" \
            ${CONTROLS:+--set "controls=$CONTROLS"} --out "$out"
    fi
}

for rate in "$@"; do
    cell "mix-$rate" "{kind: pattern-mix, alpha: 0.3, rate: $rate}"
    cell "miss-text-$rate" "{kind: sample-rate, rate: $rate, modalities: [text]}"
    cell "miss-image-$rate" "{kind: sample-rate, rate: $rate, modalities: [image]}"
    cell "miss-both-$rate" "{kind: sample-rate, rate: $rate}"
done
