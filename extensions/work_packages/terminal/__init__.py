"""The command `roadmap`: the plan at hand in a terminal (docs/roadmap-command.md).

The command line is click's: widely used and well kept, imported in about 20 ms, with completion for bash, zsh and fish and a
test runner of its own. What is shown is laid out here, in `screen.py`: rich takes 60 to 100 ms to import, half of what a whole
command may take, and what is needed of it is one table, wrapping and six colours. How many columns a sign takes is known from
wcwidth, which is loaded only where there is a sign that is not plainly one column wide.

`main.py` has the commands by name and loads each when it is called; `reading.py` has those that read. A command that writes
is one more entry there, in a module of its own, with `state.py` for the folder, the plan and the screen. What a command says is
made in `showing.py`, and for programs in `answering.py`, from the roadmap alone. At a terminal, without a command, `menu.py`
leads through the common steps: `offers.py` says which make sense, and `prompts.py` alone asks, by questionary, which Copier
brings along. Nothing below `planning/`, and nothing that Copier loads, knows this package.
"""
