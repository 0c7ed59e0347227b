#!/usr/bin/env python3
"""Calls one App Runner operation through aiobotocore, for the contract suite.

usage: aiobotocore-client.py OPERATION JSON-INPUT

Endpoint, region and credentials come from the environment. The result is printed as JSON, without ResponseMetadata. A
service error is one line of JSON on standard error and exit status 1, any other trouble exit status 2.
"""
import asyncio

import aiobotocore
import botocore_driver
from aiobotocore.session import get_session


async def call(method, given):
    async with get_session().create_client("apprunner") as client:
        return await getattr(client, method)(**given)


botocore_driver.main(aiobotocore, lambda method, given: asyncio.run(call(method, given)))
