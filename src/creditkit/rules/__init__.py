"""t"""
from creditkit.rules._fields import *
from creditkit.rules._fields import declared, Field, Fields, Kind
from creditkit.rules._parse import parse
from creditkit.rules._show import show
from creditkit.rules._fit import check_condition
