#!/bin/sh
# The grids of three published protocols: missing modalities, missing labels and wrong labels (fedmultimodal), share of complete clients (fedcmi), modalities x
# rows that lack them (fedmac).
# Usage, from the root of the repository:  sh tools/results/protocols.sh PROTOCOL FOLDER
#   PROTOCOL  fedmultimodal, fedcmi or fedmac: experiments/protocols/PROTOCOL.yaml
#   FOLDER    gets FOLDER/PROTOCOL-tuning (each method's optimiser, on validation rows) and FOLDER/PROTOCOL/CELL; what is there is gone on with
# Then:  python3 tools/results/fed_prime_table.py FOLDER/PROTOCOL accuracy --sort name --reference fedavg
set -eu
protocol=$1
folder=$2

cell() { # name, settings…
    out="$folder/$protocol/$1"
    shift
    if [ -e "$out/experiment.json" ]; then
        ./kintsugi run --resume "$out"
    else
        ./kintsugi run "$tuning/tuned.yaml" --seeds 1,2,3 "$@" --out "$out"
    fi
}

tune() {
    tuning="$folder/$protocol-tuning"
    if [ -e "$tuning/experiment.json" ]; then
        ./kintsugi tune --resume "$tuning"
    else
        ./kintsugi tune "experiments/protocols/$protocol.yaml" --out "$tuning"
    fi
}

case $protocol in
fedmultimodal)
    tune
    for alpha in 0.1 5.0; do
        cell "alpha-$alpha-nothing-0" --set "partition.alpha=$alpha"
    done
    for rate in 0.5 0.3; do
        for alpha in 0.1 5.0; do
            cell "alpha-$alpha-no-modality-$rate" --set "partition.alpha=$alpha" --set "missing.train.rate=$rate"
            cell "alpha-$alpha-no-label-$rate" --set "partition.alpha=$alpha" --set "missing.labels.missing-rate=$rate"
            cell "alpha-$alpha-wrong-label-$rate" --set "partition.alpha=$alpha" --set "missing.labels.wrong-rate=$rate"
        done
    done
    ;;
fedcmi)
    tune
    for share in 0.2 0.5 0.8 1.0; do
        cell "both-$share" --set "missing.train.multi-ratio=$share"
    done
    ;;
fedmac)
    tune
    for modalities in 0.5 1; do
        for rows in 0.2 1.0; do
            cell "modalities-$modalities-rows-$rows" --set "missing.train.modality-share=$modalities" --set "missing.train.sample-share=$rows"
        done
    done
    ;;
*)
    echo "protocols.sh: the protocol must be fedmultimodal, fedcmi or fedmac, but is '$protocol'" >&2
    exit 2
    ;;
esac
