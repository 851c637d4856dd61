#!/bin/sh
#SBATCH --job-name=tabquant-lab
#SBATCH --array=1-8
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
#SBATCH --time=04:00:00
#SBATCH --output=lab-%A-%a.log
# In the folder of the project, on a file system that all nodes see: sbatch docs/scale/slurm.sh
npm run lab -- "${EXPERIMENT:-docs/scale/experiment.json}" --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" --out "${OUT:-lab-out}"
