#!/usr/bin/env python3
"""Calls one App Runner operation through boto3, for the contract suite.

usage: boto3-client.py OPERATION JSON-INPUT

The endpoint, region and credentials come from the environment. The result is printed as JSON, without boto3's own
ResponseMetadata. A service error is one line of JSON on standard error and exit status 1, any other trouble exit status 2.
"""
import boto3
import botocore_driver

botocore_driver.main(boto3, lambda method, given: getattr(boto3.client("apprunner"), method)(**given))
