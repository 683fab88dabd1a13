"""Contracts: what every source promises, as data. Base YAML per file, an overlay per gemeente, never SQL.

`load(bron, gemeentecode)` gives the contract to judge a delivery by; `raw_columns(file)` what raw keeps of a file.
"""

from zow.contracts.loader import load
from zow.contracts.model import Column, Dialect, FileContract, SourceContract, raw_columns

__all__ = ["Column", "Dialect", "FileContract", "SourceContract", "load", "raw_columns"]
