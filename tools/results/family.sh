#!/bin/sh
# The runs behind docs/results/prompt-learning.md: the family of prompt learning on base and novel classes, three seeds.
# Usage, from the root of the repository:  sh tools/results/family.sh DATASET FOLDER
#   DATASET  clothing or fashion: experiments/family/DATASET.yaml
#   FOLDER   gets FOLDER/DATASET-PARTITION (tuning on validation rows) and FOLDER/DATASET-PARTITION-BACKBONE (three seeds); what is there is gone on with
# Then:  python3 tools/results/family_table.py FOLDER/DATASET-PARTITION-BACKBONE…
set -eu
dataset=$1
folder=$2
partition_pathological='{kind: pathological, clients: 10, num-classes-per-partition: 2}'
partition_dirichlet='{kind: dirichlet, clients: 10, alpha: 0.3, min-partition-size: 8}'

for partition in pathological dirichlet; do
    eval "clients=\$partition_$partition"
    tuning="$folder/$dataset-$partition"
    if [ -e "$tuning/experiment.json" ]; then
        ./kintsugi tune --resume "$tuning"
    else
        ./kintsugi tune "experiments/family/$dataset.yaml" --set "partition=$clients" --out "$tuning"
    fi
    for backbone in product-pairs "product-pairs-$dataset-base"; do
        out="$tuning-$backbone"
        if [ -e "$out/experiment.json" ]; then
            ./kintsugi run --resume "$out"
        else
            ./kintsugi run "$tuning/tuned.yaml" --seeds 1,2,3 --set "backbone=pretrain:experiments/pretrain/$backbone.yaml" --out "$out"
        fi
    done
done
