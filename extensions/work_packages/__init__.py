"""What the template runs: the planning domain, the planning folder on disk, and the Jinja face that Copier sees."""
