"""Running an instance: setting it up, serving it, saving it. Same floor as the command line."""
