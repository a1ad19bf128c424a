#!/usr/bin/env bash
# Makes the fixtures anew with the tools themselves: see README.md beside this file.
# Usage: make_fixtures.sh BACKLOG TASK_MASTER OPENSPEC SPECIFY, each the path of one tool's command.
# With PEERS="openspec" in the environment, those of that peer alone.
set -euo pipefail
backlog=$1 task_master=$2 openspec=$3 specify=$4
export OPENSPEC_TELEMETRY=0 DO_NOT_TRACK=1 TASKMASTER_SKIP_AUTO_UPDATE=1
here=$(cd "$(dirname "$0")" && pwd)/fixtures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

project() { # project NAME: a new folder with git, entered
  mkdir "$work/$1" && cd "$work/$1" && git init --quiet --initial-branch=main .
}

keep() { # keep PEER PATH...: the fixture of one peer, as these files lie here
  rm -rf "${here:?}/$1" && mkdir -p "$here/$1" && cp -R --parents "${@:2}" "$here/$1/"
}

make_backlog_md() {
  project backlog_md
  "$backlog" init 'Shop "Nord" <v2>' --defaults --integration-mode none --check-branches false
  sed -i 's/^statuses: .*/statuses: ["To Do", "In Progress", "Blocked", "Done"]/' backlog/config.yml
  "$backlog" milestone add 'Release 1: Login | Cart'
  "$backlog" task create 'Set up the database' -d $'Every service needs one place for its data.\n\nToday each keeps files of its own.' \
    -s 'In Progress' -a @kim -l infra,db --priority high --due-date 2027-01-15 -m m-0 \
    --ac 'Migrations run in under 30 seconds' --ac 'A backup is restored once a week' --dod 'Docs are updated' \
    --plan $'1. Choose an engine\n2. Write migrations'
  "$backlog" task create 'Überschrift: "Quotes" <tags> | pipes {{ 7*7 }}' -d 'Odd signs in a title.' --dep TASK-1 -l ui --priority low \
    --ac 'The title is shown as typed' --ref https://example.org/issue/7 --doc docs/titles.md -s Blocked
  "$backlog" task create 'Login with passkeys' -d 'People sign in without a password.' --dep TASK-1,TASK-2 --priority medium \
    -s 'In Progress' --plan $'- [ ] not numbered' --notes $'Chosen: WebAuthn.\nTried on two phones.'
  "$backlog" task create -p TASK-3 'Register a key' --dep TASK-1
  "$backlog" task create -p TASK-3 'Recover a lost key' --dep TASK-3.1 -s Done
  "$backlog" task create 'Choose the hosting' -d 'Two offers were compared.' -a @lee,@kim --priority high
  "$backlog" task edit TASK-4 -s Done --final-summary 'Rented in Falkenstein, see PR #12.'
  "$backlog" task create 'Set up the database' -d 'For the second shop.' --dep TASK-4
  "$backlog" task create 'Say what a cart is' -d 'Archived before it began.'
  "$backlog" task archive TASK-6
  "$backlog" task create 'An idea' --draft
  "$backlog" task complete TASK-4
  keep backlog_md backlog
}

make_task_master() {
  project task_master
  "$task_master" init --yes --name shop --no-aliases --no-git --skip-install --rules cursor
  # `init` makes no tasks.json: a model does, of a document of requirements. Without a model an empty one is needed first.
  echo '{"master": {"tasks": [], "metadata": {"description": "The first release"}}}' > .taskmaster/tasks/tasks.json
  add() { "$task_master" add-task --title "$1" --description "$2" "${@:3}"; }
  add 'Set up the database' 'One place for all data.' --priority high --details $'Postgres.\nOne schema for each service.'
  add 'Überschrift: "Quotes" <tags> | pipes {{ 7*7 }}' 'Odd signs in a title.' --priority low --dependencies 1
  add 'Login with passkeys' 'People sign in without a password.' --dependencies 1,2
  add 'Choose the hosting' 'Two offers were compared.' --priority high
  add 'Pay by invoice' 'Wanted by one customer.' --dependencies 3
  add 'Import old orders' 'No customer asked for it.'
  "$task_master" add-subtask --parent 3 --title 'Register a key' --description 'On one phone.'
  "$task_master" add-subtask --parent 3 --title 'Recover a lost key' --description 'By mail.' --dependencies 3.1
  "$task_master" set-status 4 done
  "$task_master" set-status 1 in-progress
  "$task_master" set-status 3.1 done
  "$task_master" set-status 5 blocked
  "$task_master" set-status 6 cancelled
  "$task_master" add-tag release-2 --description 'After the first release'
  "$task_master" add-task --tag release-2 --title 'Second shop' --description 'Same code, other goods.'
  keep task_master .taskmaster/tasks/tasks.json .taskmaster/state.json
}

make_openspec() {
  project openspec
  "$openspec" init --tools none --no-animation .
  "$openspec" new change choose-hosting --description 'Choose the hosting'
  "$openspec" new change add-login --description 'Login "with" passkeys | <b> {{ 7*7 }}'
  "$openspec" new change add-cart
  cat > openspec/changes/choose-hosting/proposal.md <<'END'
# Proposal

## Why

Two offers were compared.

## What Changes

- Rent servers in Falkenstein
END
  printf '# Tasks\n\n## 1. Choose\n\n- [x] 1.1 Compare the offers\n' > openspec/changes/choose-hosting/tasks.md
  printf 'skip_specs: true\n' >> openspec/changes/choose-hosting/.openspec.yaml
  cat > openspec/changes/add-login/proposal.md <<'END'
# Proposal

## Why

Passwords are lost, and resetting them costs an hour each.

Passkeys are not.

## What Changes

- Sign in with a passkey
- **BREAKING** No new passwords

## Capabilities

### New Capabilities
- `login`: signing in

## Impact

The login page, and `auth.ts`.
END
  mkdir -p openspec/changes/add-login/specs/login
  cat > openspec/changes/add-login/specs/login/spec.md <<'END'
# Spec Delta

## Purpose
What a person needs to sign in to the shop, and what happens when a key is lost.

## ADDED Requirements

### Requirement: Sign in
The shop SHALL let a person in within 2 seconds.

#### Scenario: A known key
- **WHEN** a known key is shown
- **THEN** the person is in within 2 seconds
END
  cat > openspec/changes/add-login/design.md <<'END'
# Design

## Goals / Non-Goals

**Goals:**
- One login

**Non-Goals:**
- Login by other shops
END
  cat > openspec/changes/add-login/tasks.md <<'END'
# Tasks

## 1. Register a key

- [x] 1.1 Page
- [ ] 1.2 Storage

## 2. Recover a lost key

- [ ] 2.1 Mail
END
  "$openspec" validate add-login
  "$openspec" archive choose-hosting --yes
  keep openspec openspec
}

make_spec_kit() {
  project spec_kit
  "$specify" init --here --force --non-interactive --integration claude --ignore-agent-tools
  feature() { .specify/scripts/bash/create-new-feature.sh --short-name "$1" "$2"; }
  feature shop-login 'Login with passkeys'
  feature shop-cart 'A cart'
  cat > specs/001-shop-login/spec.md <<'END'
# Feature Specification: Login "with" passkeys | <b> {{ 7*7 }}

**Feature Branch**: `001-shop-login`

**Created**: 2026-11-20

**Status**: Draft

## User Scenarios & Testing *(mandatory)*

### User Story 1 - Register a key (Priority: P1)

A person registers a key on a phone.

**Why this priority**: Nothing works without a key.

**Independent Test**: A new phone is registered in under 60 seconds.

**Acceptance Scenarios**:

1. **Given** a new phone, **When** it is shown, **Then** it is registered

---

### User Story 2 - Überschrift: "Quotes" & <tags> (Priority: P2)

Odd signs in a title.

**Independent Test**: The title is shown as typed.

---

### User Story 3 - Recover a lost key (Priority: P3)

A person gets back in by mail.

### Edge Cases

- What happens when [boundary condition]?

## Requirements *(mandatory)*

### Functional Requirements

- **FR-001**: System MUST let a person register a key
- **FR-002**: System MUST [specific capability]

## Success Criteria *(mandatory)*

### Measurable Outcomes

- **SC-001**: 95% of sign-ins take under 2 seconds
- **SC-002**: [Measurable metric]

## Assumptions

- The mail server is there
END
  cat > specs/001-shop-login/tasks.md <<'END'
# Tasks: Login

## Phase 1: Setup (Shared Infrastructure)

**Purpose**: The project

- [x] T001 Create the project
- [X] T002 [P] Configure linting

---

## Phase 2: Foundational (Blocking Prerequisites)

- [x] T003 Write the schema
- [ ] T004 [P] Write the session store in src/session.py

**Checkpoint**: Foundation ready

---

## Phase 3: User Story 1 - Register a key (Priority: P1) 🎯 MVP

### Tests for User Story 1

- [ ] T005 [P] [US1] Contract test in tests/test_key.py

### Implementation for User Story 1

- [ ] T006 [US1] Registration in src/key.py (depends on T005)

---

## Phase 4: User Story 2 - Überschrift (Priority: P2)

- [ ] T007 [US2] Escape titles

---

## Phase 5: User Story 3 - Recover a lost key (Priority: P3)

- [ ] T008 [US3] Mail

---

## Phase N: Polish & Cross-Cutting Concerns

- [ ] T009 [P] Documentation
- [ ] TXXX Code cleanup

## Dependencies & Execution Order

- **Setup (Phase 1)**: No dependencies
END
  keep spec_kit .specify/init-options.json specs
}

for peer in ${PEERS:-backlog_md task_master openspec spec_kit}; do
  "make_$peer" > /dev/null
done
