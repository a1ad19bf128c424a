#!/bin/sh
# The main job, with stock Copier commands only: plan, add, write, complete, update. The result stays in build/demo.
set -eu

template=$(pwd)
export GIT_AUTHOR_NAME=Demo GIT_AUTHOR_EMAIL=demo@example.invalid GIT_COMMITTER_NAME=Demo GIT_COMMITTER_EMAIL=demo@example.invalid

# The example is of November 2025: commands store the day on which they run, and this sets it.
today() { SOURCE_DATE_EPOCH=$1; export SOURCE_DATE_EPOCH; }

step() { printf '\n▶ %s\n' "$1"; }
run() { printf '  $ %s\n' "$*"; "$@" </dev/null; }
save() { git add . && git commit --quiet --no-gpg-sign --message "$1"; }

rm -rf build/demo
mkdir -p build/demo
cd build/demo
git init --quiet

today 1763899200 # 2025-11-23
step "Start the initiative, with all its plans, from one data file"
run copier copy --trust --quiet --vcs-ref=HEAD --data-file "$template/examples/integrated-roadmap.yml" "$template" .
cd .engineering/artifacts/planning/2025-11-23-integrated-roadmap
save "Plan the integrated roadmap"

step "Add a work package that depends on another"
run copier copy --trust --quiet --vcs-ref=HEAD -d part=work-package -d title="Feature Flags" -d value=high \
  -d summary="Switch features on and off while the service runs." -d effort=2-3h -d depends_on=03 "$template" .

step "Write prose in a document, as people do"
plan=09-feature-flags-plan.md
sed 's/^_Write why it is needed._/Nobody should wait for a release to switch a feature off./' "$plan" > "$plan.new"
mv "$plan.new" "$plan"
printf '\nReviewed by the platform team.\n' >> README.md
save "Add feature flags, write why"

step "The new work package reopened what was approved: a person confirms again"
run copier update --trust --quiet --vcs-ref=:current: -d confirm='[packages, priorities, roadmap]'
save "Confirm the plan with feature flags"

today 1764158400 # 2025-11-26
step "Three days later, start a work package, and say how far it is"
run copier update --trust --quiet --vcs-ref=:current: -a .planning/03-observability.yml -d status=in-progress
save "Start observability"
today 1764244800 # 2025-11-27
run copier update --trust --quiet --vcs-ref=:current: -a .planning/03-observability.yml \
  -d status=partial -d actual=3h -d remaining=2h -d done="Trace identifiers and metrics" -d remains="The dashboard"
save "Observability, half-way"

today 1764331200 # 2025-11-28
step "Complete a work package: every document follows"
run copier update --trust --vcs-ref=:current: -a .planning/03-observability.yml \
  -d status=complete -d pr="PR #42" -d actual=5h -d actual_review=1h
save "Complete observability"

step "Update again: nothing changed, so nothing changes"
run copier update --trust --quiet --vcs-ref=:current:
git diff --quiet && test -z "$(git status --porcelain)" && echo "  no difference"

step "The prose is still there"
grep "Nobody should wait" "$plan"
grep "Reviewed by the platform team" README.md

step "The planning folder"
find . -type f -not -path './.git/*' | sort

step "README.md"
cat README.md
