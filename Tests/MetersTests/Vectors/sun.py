#!/usr/bin/env python3
"""Makes sun.txt with NREL's Solar Position Algorithm as pvlib implements it (`pip install pvlib`).

    python3 sun.py > sun.txt
"""

import random

import pandas
import pvlib

generator = random.Random(1988)
print(f"# Made by sun.py with pvlib {pvlib.__version__}. A line:")
print("# UNIX-SECONDS LATITUDE LONGITUDE ELEVATION AZIMUTH TILT FACING INCIDENCE (degrees; elevation without refraction)")
for _ in range(60):
    seconds = generator.randrange(631_152_000, 2_524_608_000)  # 1990 to 2050
    latitude, longitude = round(generator.uniform(-70, 70), 3), round(generator.uniform(-180, 180), 3)
    tilt, facing = generator.randrange(0, 91), generator.randrange(0, 360)
    times = pandas.DatetimeIndex([pandas.Timestamp(seconds, unit="s", tz="UTC")])
    sun = pvlib.solarposition.spa_python(times, latitude, longitude, delta_t=None).iloc[0]
    incidence = pvlib.irradiance.aoi(tilt, facing, 90 - sun["elevation"], sun["azimuth"])
    print(seconds, latitude, longitude, f"{sun['elevation']:.4f} {sun['azimuth']:.4f}", tilt, facing, f"{incidence:.4f}")
