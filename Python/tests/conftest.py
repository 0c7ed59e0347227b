import importlib.metadata
import os
import pathlib

pytest_plugins = ["pytester"]

# In a checkout the plugin is beside its tests; where the wheel is installed, that one is tested.
if not any(entry.name == "pytest_tapedeck" for entry in importlib.metadata.entry_points(group="pytest11")):
    os.environ["PYTHONPATH"] = str(pathlib.Path(__file__).parents[1])
